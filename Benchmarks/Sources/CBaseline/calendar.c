#include "CBaseline.h"

#include <stdlib.h>

// Working time in C, by the means a careful programmer would choose: prefix sums over the week, a sorted table of closed
// days, the rule of the European Union for summer time. Hours never touch a change of the clocks, so none is looked at.

enum { DAY = 86400, CHANGES = 2 * 230 };

static const int hours[7][4] = {
    {32400, 45000, 48600, 63000}, {32400, 45000, 48600, 63000}, {32400, 45000, 48600, 63000},
    {32400, 45000, 48600, 63000}, {32400, 54000, 0, 0},         {0, 0, 0, 0},
    {0, 0, 0, 0},
};
static int64_t week[8];
static int week_days[8];
static int64_t changes[CHANGES];
static int64_t *closed_days, *closed_before;
static int *closed_open;
static int closed_count;

static int64_t days_from(int year, int month, int day) {
    year -= month <= 2;
    int64_t era = year / 400;
    unsigned of_era = (unsigned)(year - era * 400);
    unsigned of_year = (153u * (unsigned)(month > 2 ? month - 3 : month + 9) + 2) / 5 + (unsigned)day - 1;
    return era * 146097 + (int64_t)(of_era * 365 + of_era / 4 - of_era / 100 + of_year) - 719468;
}

static int64_t last_sunday(int year, int month) {
    int64_t last = days_from(year, month, 31);
    return last - (last + 4) % 7;
}

static int before(const int64_t *values, int count, int64_t key) {
    int low = 0, high = count;
    while (low < high) {
        int middle = (low + high) / 2;
        if (values[middle] <= key) low = middle + 1;
        else high = middle;
    }
    return low;
}

static int64_t offset_at(int64_t second) { return before(changes, CHANGES, second) % 2 ? 7200 : 3600; }

static int64_t regular(int64_t day) { return (day + 3) / 7 * week[7] + week[(day + 3) % 7]; }

static int64_t open_seconds(int64_t day) { return week[(day + 3) % 7 + 1] - week[(day + 3) % 7]; }

static int64_t regular_days(int64_t day) { return (day + 3) / 7 * week_days[7] + week_days[(day + 3) % 7]; }

static int is_closed(int64_t day, int *index) {
    *index = before(closed_days, closed_count, day);
    return *index > 0 && closed_days[*index - 1] == day;
}

void baseline_calendar_make(const int64_t *closed, int count) {
    for (int day = 0; day < 7; day++) {
        week[day + 1] = week[day] + hours[day][1] - hours[day][0] + hours[day][3] - hours[day][2];
        week_days[day + 1] = week_days[day] + (hours[day][1] > 0);
    }
    for (int year = 1970; year < 2200; year++) {
        changes[(year - 1970) * 2] = last_sunday(year, 3) * DAY + 3600;
        changes[(year - 1970) * 2 + 1] = last_sunday(year, 10) * DAY + 3600;
    }
    free(closed_days);
    free(closed_before);
    free(closed_open);
    closed_days = malloc(sizeof(int64_t) * (size_t)(count + 1));
    closed_before = malloc(sizeof(int64_t) * (size_t)(count + 1));
    closed_open = malloc(sizeof(int) * (size_t)(count + 1));
    closed_count = count;
    int64_t lost = 0;
    int days = 0;
    for (int index = 0; index < count; index++) {
        closed_days[index] = closed[index];
        // The open seconds before the closed day, and the seconds and days lost with it.
        closed_before[index] = regular(closed[index]) - lost;
        lost += open_seconds(closed[index]);
        days += open_seconds(closed[index]) > 0;
        closed_open[index] = days;
    }
}

static int64_t lost_before(int index) {
    return index ? regular(closed_days[index - 1]) - closed_before[index - 1] + open_seconds(closed_days[index - 1]) : 0;
}

static int64_t position(int64_t second) {
    int64_t local = second + offset_at(second), day = local / DAY, of_day = local - day * DAY;
    int index, shut = is_closed(day, &index);
    int64_t sum = regular(day) - (shut ? lost_before(index - 1) : lost_before(index));
    if (shut) return sum;
    const int *open = hours[(day + 3) % 7];
    for (int part = 0; part < 4; part += 2) {
        if (of_day <= open[part] || open[part + 1] == 0) break;
        sum += (of_day < open[part + 1] ? of_day : open[part + 1]) - open[part];
    }
    return sum;
}

static int64_t instant(int64_t day, int64_t of_day) {
    int64_t local = day * DAY + of_day;
    // Never near a change.
    return local - offset_at(local - 3600);
}

int64_t baseline_calendar_add_seconds(int64_t second, int64_t seconds) {
    int64_t target = position(second) + seconds - 1;
    int index = before(closed_before, closed_count, target);
    int64_t rest = target + lost_before(index);
    int64_t weeks = rest / week[7];
    rest -= weeks * week[7];
    int day = 0;
    while (week[day + 1] <= rest) day++;
    rest -= week[day];
    int64_t first = hours[day][1] - hours[day][0];
    return instant(weeks * 7 + day - 3, rest < first ? hours[day][0] + rest + 1 : hours[day][2] + rest - first + 1);
}

int64_t baseline_calendar_between(int64_t from, int64_t to) { return position(to) - position(from); }

int64_t baseline_calendar_add_days(int64_t second, int64_t count) {
    int64_t local = second + offset_at(second), day = local / DAY, of_day = local - day * DAY;
    int index, shut = is_closed(day, &index);
    int lost = index ? closed_open[index - 1] : 0;
    int is_open = !shut && hours[(day + 3) % 7][1] > 0;
    int64_t place = regular_days(day) - lost + (shut && open_seconds(day) > 0) + count - !is_open;
    // The closed days before the answer are not known before it is; a few steps settle that.
    int64_t answer = 0, skipped = lost;
    for (;;) {
        int64_t rest = place + skipped, weeks = rest / week_days[7];
        rest -= weeks * week_days[7];
        int weekday = 0;
        while (week_days[weekday + 1] <= rest) weekday++;
        answer = weeks * 7 + weekday - 3;
        int next = before(closed_days, closed_count, answer);
        int64_t now = next ? closed_open[next - 1] : 0;
        if (now == skipped) break;
        skipped = now;
    }
    const int *open = hours[(answer + 3) % 7];
    int closing = open[3] ? open[3] : open[1];
    if (!is_open || of_day >= closing) return instant(answer, closing);
    if (of_day < open[0]) return instant(answer, open[0]);
    if (open[3] && of_day >= open[1] && of_day < open[2]) return instant(answer, open[1]);
    return instant(answer, of_day);
}
