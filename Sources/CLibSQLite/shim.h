#pragma once
#include <sqlite3.h>

/* What the header says with variadic functions and casts, which Swift does not import. */

/* Takes a word in double quotes for a name only, never for a text. */
static inline int patchbay_sqlite_refuse_quoted_texts(sqlite3 *connection) {
    int code = sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)0);
    return code == SQLITE_OK ? sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DML, 0, (int *)0) : code;
}

/* Binds a copy of so many bytes of UTF-8. */
static inline int patchbay_sqlite_bind_text(
    sqlite3_stmt *statement, int index, const char *text, sqlite3_uint64 length
) {
    return sqlite3_bind_text64(statement, index, text ? text : "", length, SQLITE_TRANSIENT, SQLITE_UTF8);
}
