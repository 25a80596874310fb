#include "CBaseline.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

static double seconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

double baseline_thread_seconds(void) { return seconds(CLOCK_THREAD_CPUTIME_ID); }

double baseline_process_seconds(void) { return seconds(CLOCK_PROCESS_CPUTIME_ID); }

double baseline_wall_seconds(void) { return seconds(CLOCK_MONOTONIC); }

long baseline_resident_bytes(void) {
    FILE *file = fopen("/proc/self/statm", "r");
    if (!file) return 0;
    long total = 0, resident = 0;
    int read = fscanf(file, "%ld %ld", &total, &resident);
    fclose(file);
    return read == 2 ? resident * sysconf(_SC_PAGESIZE) : 0;
}
