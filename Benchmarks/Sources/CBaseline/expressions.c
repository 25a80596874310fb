#include "CBaseline.h"

#include <string.h>

// The three gates written by hand over plain structures: what a compiler makes of them when everything is known.

struct money {
    int64_t minor;
    uint16_t currency;
};

struct stakeholder {
    const char *role;
    int approved;
};

struct deal {
    struct money amount;
    struct money budget;
    int64_t last_contact_seconds;
    int32_t last_contact_nanoseconds;
    struct stakeholder stakeholders[3];
};

static volatile int answers;

__attribute__((noinline)) static int money_gate(const struct deal *deal) {
    if (deal->amount.currency != deal->budget.currency) return 0;
    __int128 needed = (__int128)deal->amount.minor * 8;
    return deal->amount.minor > 5000000 && (__int128)deal->budget.minor * 10 >= needed;
}

__attribute__((noinline)) static int time_gate(const struct deal *deal, int64_t now) {
    return now - deal->last_contact_seconds < 336 * 3600;
}

__attribute__((noinline)) static int list_gate(const struct deal *deal) {
    for (int place = 0; place < 3; place++) {
        const struct stakeholder *one = &deal->stakeholders[place];
        if (strcmp(one->role, "economic_buyer") == 0 && one->approved) return 1;
    }
    return 0;
}

double baseline_expression_nanoseconds(int gate, long repetitions) {
    struct deal deal = {
        {6000000, 1}, {5000000, 1}, 1781049600, 0,
        {{"champion", 1}, {"blocker", 0}, {"economic_buyer", 1}},
    };
    // The compiler must not see that nothing changes.
    struct deal *volatile hidden = &deal;
    int held = 0;
    double start = baseline_thread_seconds();
    for (long run = 0; run < repetitions; run++) {
        const struct deal *one = hidden;
        held += gate == 0 ? money_gate(one) : gate == 1 ? time_gate(one, 1781524800) : list_gate(one);
    }
    double seconds = baseline_thread_seconds() - start;
    answers = held;
    return held == repetitions ? seconds * 1e9 / (double)repetitions : -1;
}
