// libpq's types, and none of its code: the module map names no library, and functions are looked up at run time.
#pragma once
#if __has_include(<postgresql/libpq-fe.h>)
#include <postgresql/libpq-fe.h>
#else
#include <libpq-fe.h>
#endif

// What dlsym gives for each of the functions; the compiler takes the types from the header itself.
typedef __typeof__(&PQclear) CLibPQClear;
typedef __typeof__(&PQconndefaults) CLibPQConnDefaults;
typedef __typeof__(&PQconnectdbParams) CLibPQConnectDBParams;
typedef __typeof__(&PQconninfoFree) CLibPQConnInfoFree;
typedef __typeof__(&PQconninfoParse) CLibPQConnInfoParse;
typedef __typeof__(&PQconsumeInput) CLibPQConsumeInput;
typedef __typeof__(&PQenterPipelineMode) CLibPQEnterPipelineMode;
typedef __typeof__(&PQerrorMessage) CLibPQErrorMessage;
typedef __typeof__(&PQfinish) CLibPQFinish;
typedef __typeof__(&PQflush) CLibPQFlush;
typedef __typeof__(&PQgetResult) CLibPQGetResult;
typedef __typeof__(&PQgetisnull) CLibPQGetIsNull;
typedef __typeof__(&PQgetlength) CLibPQGetLength;
typedef __typeof__(&PQgetvalue) CLibPQGetValue;
typedef __typeof__(&PQisBusy) CLibPQIsBusy;
typedef __typeof__(&PQnfields) CLibPQNFields;
typedef __typeof__(&PQntuples) CLibPQNTuples;
typedef __typeof__(&PQpass) CLibPQPass;
typedef __typeof__(&PQpipelineSync) CLibPQPipelineSync;
typedef __typeof__(&PQresultErrorField) CLibPQResultErrorField;
typedef __typeof__(&PQresultStatus) CLibPQResultStatus;
typedef __typeof__(&PQsendQueryParams) CLibPQSendQueryParams;
typedef __typeof__(&PQsetNoticeProcessor) CLibPQSetNoticeProcessor;
typedef __typeof__(&PQsetnonblocking) CLibPQSetNonblocking;
typedef __typeof__(&PQsocket) CLibPQSocket;
typedef __typeof__(&PQstatus) CLibPQStatus;
