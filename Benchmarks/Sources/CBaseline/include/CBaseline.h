#ifndef C_BASELINE_H
#define C_BASELINE_H

#include <stddef.h>
#include <stdint.h>

/// Seconds of this thread's CPU time.
double baseline_thread_seconds(void);

/// Seconds of this process's CPU time, all threads together.
double baseline_process_seconds(void);

/// Seconds of a clock that only runs forward.
double baseline_wall_seconds(void);

/// Walks `batches` batches of 1,000 deals through the seven gated moves, the definition held as tables.
///
/// `is_named` gives each event as text that is hashed and looked up per call, as a library takes it.
/// Returns the CPU nanoseconds of one gated move, or -1 where a deal did not end as won.
double baseline_kernel_move(long batches, int is_named);

/// Thread CPU nanoseconds of one of three gates (0 money, 1 time, 2 list) written by hand; -1 where it did not hold.
double baseline_expression_nanoseconds(int gate, long repetitions);

/// Bytes of resident memory per deal for `deals` deals as plain structures, moved to the fourth stage.
double baseline_bytes_per_deal(long deals);

/// Seconds that `moves` moves take on SQLite, `per_commit` to a transaction: one update, one event, one outbox row each.
///
/// WAL, `synchronous=FULL`, prepared statements, one connection. The file is made anew. Returns -1 on an error, which
/// is printed.
double baseline_sqlite_seconds(const char *path, long moves, long per_commit);

/// Seconds in which a worker leases `batch` due rows of `armed` and fires them: one update, one event, one row away each.
///
/// WAL, `synchronous=FULL`, two transactions. The file is made anew. Returns -1 on an error, which is printed.
double baseline_timer_seconds(const char *path, long armed, long batch);

/// Milliseconds of CPU time that libyaml alone takes for the events of a text; -1 where it is none.
double baseline_yaml_milliseconds(const char *bytes, size_t count);

/// Milliseconds from starting a program with one argument to its end; -1 where it did not end with status 0.
double baseline_spawn_milliseconds(const char *path, const char *argument);

/// Makes the calendar of the three functions below: Europe/Berlin, Monday to Thursday 09:00-12:30 and 13:30-17:30, Friday
/// 09:00-15:00, and these closed days, ascending, as days since 1970.
void baseline_calendar_make(const int64_t *closed, int count);

/// The second at which a number of working seconds have passed since another.
int64_t baseline_calendar_add_seconds(int64_t second, int64_t seconds);

/// The same time of day a number of working days later.
int64_t baseline_calendar_add_days(int64_t second, int64_t count);

/// The working seconds between two seconds.
int64_t baseline_calendar_between(int64_t from, int64_t to);

/// Resident bytes of this process.
long baseline_resident_bytes(void);

#endif
