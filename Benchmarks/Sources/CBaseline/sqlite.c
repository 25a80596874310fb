// The limit of a durable move: three prepared statements in a loop, the JSON text formatted inside it.
#include "CBaseline.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { WINDOW = 1000, STEPS = 8 };
static const char *stages[STEPS + 1] = {"new", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "won"};

static int fails(sqlite3 *db, int code) {
    if (code == SQLITE_OK || code == SQLITE_DONE || code == SQLITE_ROW) return 0;
    fprintf(stderr, "C baseline: %s\n", db ? sqlite3_errmsg(db) : "cannot open the file");
    return 1;
}

static int runs(sqlite3 *db, const char *sql) { return !fails(db, sqlite3_exec(db, sql, 0, 0, 0)); }

static sqlite3_stmt *prepared(sqlite3 *db, const char *sql) {
    sqlite3_stmt *statement = 0;
    fails(db, sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, 0));
    return statement;
}

static int steps(sqlite3 *db, sqlite3_stmt *statement) {
    int code = sqlite3_step(statement);
    sqlite3_reset(statement);
    return !fails(db, code);
}

static int prepare_file(sqlite3 *db, long deals) {
    if (!runs(db, "PRAGMA journal_mode=WAL") || !runs(db, "PRAGMA synchronous=FULL")) return 0;
    if (!runs(db, "CREATE TABLE deal(id INTEGER PRIMARY KEY, stage TEXT NOT NULL, revision INTEGER NOT NULL,"
                  " amount INTEGER NOT NULL, budget INTEGER NOT NULL, approved INTEGER NOT NULL,"
                  " updated_at INTEGER NOT NULL)") ||
        !runs(db, "CREATE TABLE event(seq INTEGER PRIMARY KEY, deal_id INTEGER NOT NULL, revision INTEGER NOT NULL,"
                  " at INTEGER NOT NULL, payload TEXT NOT NULL, UNIQUE(deal_id, revision))") ||
        !runs(db, "CREATE TABLE outbox(seq INTEGER PRIMARY KEY, deal_id INTEGER NOT NULL, topic TEXT NOT NULL,"
                  " payload TEXT NOT NULL)") ||
        !runs(db, "BEGIN"))
        return 0;
    sqlite3_stmt *insert = prepared(db, "INSERT INTO deal VALUES(?1,'new',0,?2,?3,1,0)");
    for (long i = 0; i < deals; i++) {
        sqlite3_bind_int64(insert, 1, i + 1);
        sqlite3_bind_int64(insert, 2, 10000 + i % 1000);
        sqlite3_bind_int64(insert, 3, 20000 + i % 777);
        if (!steps(db, insert)) return 0;
    }
    sqlite3_finalize(insert);
    return runs(db, "COMMIT") && runs(db, "PRAGMA wal_checkpoint(TRUNCATE)");
}

static int move(sqlite3 *db, sqlite3_stmt *update, sqlite3_stmt *event, sqlite3_stmt *outbox, long id, int step, long at) {
    sqlite3_bind_text(update, 1, stages[step + 1], -1, SQLITE_STATIC);
    sqlite3_bind_int64(update, 2, step);
    sqlite3_bind_int64(update, 3, at);
    sqlite3_bind_int64(update, 4, id);
    if (!steps(db, update) || sqlite3_changes(db) != 1) return 0;

    char payload[256];
    int length = snprintf(
        payload, sizeof payload,
        "{\"type\":\"deal.moved\",\"deal\":%ld,\"from\":\"%s\",\"to\":\"%s\",\"revision\":%d,\"at\":%ld,"
        "\"actor\":\"user:0000-4711\",\"gate\":{\"amount\":true,\"budget\":true,\"approved\":true},\"note\":\"%.28s\"}",
        id, stages[step], stages[step + 1], step + 1, at, "xxxxxxxxxxxxxxxxxxxxxxxxxxxx");
    sqlite3_bind_int64(event, 1, id);
    sqlite3_bind_int64(event, 2, step + 1);
    sqlite3_bind_int64(event, 3, at);
    sqlite3_bind_text(event, 4, payload, length, SQLITE_STATIC);
    if (!steps(db, event)) return 0;

    char request[256];
    length = snprintf(
        request, sizeof request,
        "{\"id\":\"%ld-%d\",\"topic\":\"deal.moved\",\"deal\":%ld,\"to\":\"%s\",\"revision\":%d,\"at\":%ld,\"note\":\"%.44s\"}",
        id, step + 1, id, stages[step + 1], step + 1, at, "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy");
    sqlite3_bind_int64(outbox, 1, id);
    sqlite3_bind_text(outbox, 2, request, length, SQLITE_STATIC);
    return steps(db, outbox);
}

double baseline_sqlite_seconds(const char *path, long moves, long per_commit) {
    char other[4096];
    unlink(path);
    snprintf(other, sizeof other, "%s-wal", path);
    unlink(other);
    snprintf(other, sizeof other, "%s-shm", path);
    unlink(other);
    sqlite3 *db = 0;
    if (fails(db, sqlite3_open(path, &db)) || !prepare_file(db, moves / STEPS)) return -1;
    sqlite3_stmt *begin = prepared(db, "BEGIN IMMEDIATE"), *commit = prepared(db, "COMMIT");
    sqlite3_stmt *update = prepared(
        db, "UPDATE deal SET stage=?1, revision=?2+1, updated_at=?3 WHERE id=?4 AND revision=?2");
    sqlite3_stmt *event = prepared(db, "INSERT INTO event(deal_id,revision,at,payload) VALUES(?1,?2,?3,?4)");
    sqlite3_stmt *outbox = prepared(db, "INSERT INTO outbox(deal_id,topic,payload) VALUES(?1,'deal.moved',?2)");
    int isRight = 1;
    double start = baseline_wall_seconds();
    for (long i = 0; i < moves && isRight; i++) {
        // Windows of 1,000 deals: one step of all of them, then the next, so that no index insert is only appended.
        long inWindow = i % (STEPS * WINDOW);
        long id = i / (STEPS * WINDOW) * WINDOW + inWindow % WINDOW + 1;
        if (i % per_commit == 0) isRight &= steps(db, begin);
        isRight &= move(db, update, event, outbox, id, (int)(inWindow / WINDOW), 1700000000000L + i);
        if (i % per_commit == per_commit - 1 || i == moves - 1) isRight &= steps(db, commit);
    }
    double seconds = baseline_wall_seconds() - start;
    sqlite3_finalize(begin);
    sqlite3_finalize(commit);
    sqlite3_finalize(update);
    sqlite3_finalize(event);
    sqlite3_finalize(outbox);
    sqlite3_close(db);
    return isRight ? seconds : -1;
}
