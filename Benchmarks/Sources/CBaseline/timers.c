// The limit of a worker: it leases the next due rows, then moves each deal and takes its row away, in two transactions.
#include "CBaseline.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int is_wrong(sqlite3 *db, int code) {
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return 0;
    fprintf(stderr, "C baseline: %s\n", db ? sqlite3_errmsg(db) : "cannot open the file");
    return 1;
}

static int done(sqlite3 *db, sqlite3_stmt *statement) {
    int code = sqlite3_step(statement);
    sqlite3_reset(statement);
    return !is_wrong(db, code);
}

static int fill(sqlite3 *db, long count) {
    const char *sql = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                      "CREATE TABLE deal(id INTEGER PRIMARY KEY, stage TEXT NOT NULL, revision INTEGER NOT NULL,"
                      " state TEXT NOT NULL);"
                      "CREATE TABLE event(seq INTEGER PRIMARY KEY, deal INTEGER NOT NULL, payload TEXT NOT NULL);"
                      "CREATE TABLE timer(deal INTEGER NOT NULL, name TEXT NOT NULL, due INTEGER NOT NULL, lease INTEGER,"
                      " PRIMARY KEY(deal, name)) WITHOUT ROWID;"
                      "CREATE INDEX timer_due ON timer(due, deal, name); BEGIN";
    if (is_wrong(db, sqlite3_exec(db, sql, 0, 0, 0))) return 0;
    sqlite3_stmt *deal = 0, *timer = 0;
    sqlite3_prepare_v2(db, "INSERT INTO deal VALUES(?1,'open',1,?2)", -1, &deal, 0);
    sqlite3_prepare_v2(db, "INSERT INTO timer VALUES(?1,'move/open/go',?2,NULL)", -1, &timer, 0);
    char state[512];
    memset(state, 'x', sizeof state);
    int is_right = 1;
    for (long i = 0; i < count && is_right; i++) {
        sqlite3_bind_int64(deal, 1, i);
        sqlite3_bind_text(deal, 2, state, sizeof state, SQLITE_STATIC);
        sqlite3_bind_int64(timer, 1, i);
        sqlite3_bind_int64(timer, 2, (i * 611953) % count);
        is_right = done(db, deal) && done(db, timer);
    }
    sqlite3_finalize(deal);
    sqlite3_finalize(timer);
    return is_right && !is_wrong(db, sqlite3_exec(db, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)", 0, 0, 0));
}

double baseline_timer_seconds(const char *path, long armed, long batch) {
    char other[4096];
    unlink(path);
    snprintf(other, sizeof other, "%s-wal", path);
    unlink(other);
    snprintf(other, sizeof other, "%s-shm", path);
    unlink(other);
    sqlite3 *db = 0;
    if (is_wrong(db, sqlite3_open(path, &db)) || !fill(db, armed)) return -1;
    int64_t *deals = calloc((size_t)batch, sizeof *deals);
    sqlite3_stmt *next = 0, *lease = 0, *read = 0, *update = 0, *event = 0, *away = 0;
    sqlite3_prepare_v2(db, "SELECT deal FROM timer WHERE due <= ?1 AND lease IS NULL ORDER BY due, deal LIMIT ?2", -1, &next, 0);
    sqlite3_prepare_v2(db, "UPDATE timer SET lease=1 WHERE deal=?1 AND name='move/open/go'", -1, &lease, 0);
    sqlite3_prepare_v2(db, "SELECT state FROM deal WHERE id=?1", -1, &read, 0);
    sqlite3_prepare_v2(db, "UPDATE deal SET stage='over', revision=revision+1, state=?2 WHERE id=?1", -1, &update, 0);
    sqlite3_prepare_v2(db, "INSERT INTO event(deal,payload) VALUES(?1,?2)", -1, &event, 0);
    sqlite3_prepare_v2(db, "DELETE FROM timer WHERE deal=?1 AND name='move/open/go'", -1, &away, 0);
    double start = baseline_wall_seconds();
    long count = 0;
    int is_right = !is_wrong(db, sqlite3_exec(db, "BEGIN IMMEDIATE", 0, 0, 0));
    sqlite3_bind_int64(next, 1, armed);
    sqlite3_bind_int64(next, 2, batch);
    while (sqlite3_step(next) == SQLITE_ROW) deals[count++] = sqlite3_column_int64(next, 0);
    sqlite3_reset(next);
    for (long i = 0; i < count && is_right; i++) {
        sqlite3_bind_int64(lease, 1, deals[i]);
        is_right = done(db, lease);
    }
    is_right = is_right && !is_wrong(db, sqlite3_exec(db, "COMMIT", 0, 0, 0));
    is_right = is_right && !is_wrong(db, sqlite3_exec(db, "BEGIN IMMEDIATE", 0, 0, 0));
    for (long i = 0; i < count && is_right; i++) {
        char state[512], payload[384];
        sqlite3_bind_int64(read, 1, deals[i]);
        if (sqlite3_step(read) != SQLITE_ROW) is_right = 0;
        memcpy(state, sqlite3_column_text(read, 0), sizeof state);
        sqlite3_reset(read);
        state[0] = 'y';
        int length = snprintf(
            payload, sizeof payload,
            "{\"type\":\"deal.moved\",\"deal\":%lld,\"from\":\"open\",\"to\":\"over\",\"actor\":\"timer\",\"note\":\"%.180s\"}",
            (long long)deals[i],
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
        sqlite3_bind_int64(update, 1, deals[i]);
        sqlite3_bind_text(update, 2, state, sizeof state, SQLITE_STATIC);
        sqlite3_bind_int64(event, 1, deals[i]);
        sqlite3_bind_text(event, 2, payload, length, SQLITE_STATIC);
        sqlite3_bind_int64(away, 1, deals[i]);
        is_right = is_right && done(db, update) && done(db, event) && done(db, away);
    }
    is_right = is_right && !is_wrong(db, sqlite3_exec(db, "COMMIT", 0, 0, 0)) && count == batch;
    double seconds = baseline_wall_seconds() - start;
    sqlite3_finalize(next);
    sqlite3_finalize(lease);
    sqlite3_finalize(read);
    sqlite3_finalize(update);
    sqlite3_finalize(event);
    sqlite3_finalize(away);
    sqlite3_close(db);
    free(deals);
    return is_right ? seconds : -1;
}
