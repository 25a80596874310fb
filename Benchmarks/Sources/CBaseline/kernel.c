// The limit of a kernel whose definition is data: for each stage a range of transitions, for each transition a range of
// predicates over the deal's three fields.
#include "CBaseline.h"

#include <stdlib.h>
#include <string.h>

enum { STAGES = 9, FIRST = 0, LAST_OPEN = 6, WON = 7, LOST = 8 };
enum { ADVANCE, WIN, LOSE, EVENTS };

struct deal {
    int64_t amount, budget;
    uint32_t revision;
    uint16_t stage;
    uint8_t approved;
};

struct predicate {
    enum { AMOUNT_AT_LEAST, BUDGET_AT_LEAST, APPROVED } kind;
    int64_t bound;
};

struct transition {
    uint16_t event, target, first_predicate, end_predicate;
};

static struct predicate predicates[3 * STAGES];
static struct transition transitions[2 * STAGES];
static uint16_t rows[STAGES + 1];

static const char *event_names[EVENTS] = {"advance", "win", "lose"};
enum { SLOTS = 16 };
static int8_t event_of_slot[SLOTS];

static uint32_t hash(const char *text, size_t length) {
    uint32_t value = 2166136261u;
    for (size_t i = 0; i < length; i++) value = (value ^ (uint8_t)text[i]) * 16777619u;
    return value;
}

static void define(void) {
    int transition = 0, predicate = 0;
    for (int stage = 0; stage < STAGES; stage++) {
        rows[stage] = (uint16_t)transition;
        if (stage > LAST_OPEN) continue;
        int first = predicate;
        predicates[predicate++] = (struct predicate){AMOUNT_AT_LEAST, 100 * (stage + 1)};
        predicates[predicate++] = (struct predicate){BUDGET_AT_LEAST, 50 * (stage + 1)};
        predicates[predicate++] = (struct predicate){APPROVED, 0};
        transitions[transition++] = (struct transition){
            stage < LAST_OPEN ? ADVANCE : WIN, (uint16_t)(stage + 1), (uint16_t)first, (uint16_t)predicate};
        transitions[transition++] = (struct transition){LOSE, LOST, 0, 0};
    }
    rows[STAGES] = (uint16_t)transition;
    memset(event_of_slot, -1, sizeof event_of_slot);
    for (int event = 0; event < EVENTS; event++) {
        uint32_t slot = hash(event_names[event], strlen(event_names[event])) % SLOTS;
        while (event_of_slot[slot] >= 0) slot = (slot + 1) % SLOTS;
        event_of_slot[slot] = (int8_t)event;
    }
}

static int holds(const struct transition *transition, const struct deal *deal) {
    for (int i = transition->first_predicate; i < transition->end_predicate; i++) {
        switch (predicates[i].kind) {
        case AMOUNT_AT_LEAST:
            if (deal->amount < predicates[i].bound) return 0;
            break;
        case BUDGET_AT_LEAST:
            if (deal->budget < predicates[i].bound) return 0;
            break;
        case APPROVED:
            if (!deal->approved) return 0;
            break;
        }
    }
    return 1;
}

__attribute__((noinline)) static int fire(struct deal *deal, int event) {
    for (int i = rows[deal->stage]; i < rows[deal->stage + 1]; i++) {
        if (transitions[i].event == event && holds(&transitions[i], deal)) {
            deal->stage = transitions[i].target;
            deal->revision++;
            return 1;
        }
    }
    return 0;
}

__attribute__((noinline)) static int fire_named(struct deal *deal, const char *name, size_t length) {
    uint32_t slot = hash(name, length) % SLOTS;
    while (event_of_slot[slot] >= 0) {
        int event = event_of_slot[slot];
        if (strlen(event_names[event]) == length && memcmp(event_names[event], name, length) == 0) {
            return fire(deal, event);
        }
        slot = (slot + 1) % SLOTS;
    }
    return 0;
}

__attribute__((noinline)) static void open_deal(struct deal *deal, long number) {
    *deal = (struct deal){10000 + number % 1000, 20000 + number % 777, 1, FIRST, 1};
}

enum { BATCH = 1000, MOVES = 7 };

double baseline_kernel_move(long batches, int is_named) {
    static struct deal deals[BATCH];
    static const char *volatile names[MOVES] = {
        "advance", "advance", "advance", "advance", "advance", "advance", "win"};
    define();
    double seconds = 0;
    for (long batch = 0; batch < batches; batch++) {
        for (long i = 0; i < BATCH; i++) open_deal(&deals[i], batch * BATCH + i);
        double start = baseline_thread_seconds();
        for (int move = 0; move < MOVES; move++) {
            const char *name = names[move];
            size_t length = strlen(name);
            if (is_named) {
                for (int i = 0; i < BATCH; i++) fire_named(&deals[i], name, length);
            } else {
                for (int i = 0; i < BATCH; i++) fire(&deals[i], move < MOVES - 1 ? ADVANCE : WIN);
            }
        }
        seconds += baseline_thread_seconds() - start;
        for (int i = 0; i < BATCH; i++) {
            if (deals[i].stage != WON || deals[i].revision != 8) return -1;
        }
    }
    return seconds * 1e9 / (double)(batches * BATCH * MOVES);
}

double baseline_bytes_per_deal(long count) {
    define();
    long before = baseline_resident_bytes();
    struct deal *deals = malloc((size_t)count * sizeof(struct deal));
    if (!deals) return -1;
    int isRight = 1;
    for (long i = 0; i < count; i++) {
        open_deal(&deals[i], i);
        for (int move = 0; move < 3; move++) isRight &= fire(&deals[i], ADVANCE);
    }
    long after = baseline_resident_bytes();
    isRight &= deals[count - 1].stage == 3;
    free(deals);
    return isRight ? (double)(after - before) / (double)count : -1;
}
