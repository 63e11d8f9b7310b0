#include "db/mysql/error_kind.h"

#include <errmsg.h>

#include "base/io_error.h"

namespace techmarket::db::mysql {
namespace {

// Коди, яких немає в errmsg.h.
enum Code : unsigned {
  // mysys
  kNoMemoryForFile = 5,
  kCannotResizeFile = 14,  // так MariaDB каже, коли файл нікуди розширити; errno в тексті — випадкове число
  kFileSystemFull = 20,
  // сервер
  kDiskFull = 1021,
  kOutOfMemory = 1037,
  kOutOfSortMemory = 1038,
  kTooManyConnections = 1040,
  kOutOfResources = 1041,
  kDatabaseAccessDenied = 1044,
  kAccessDenied = 1045,
  kUnknownDatabase = 1049,
  kServerShutdown = 1053,
  kTableFull = 1114,
  kCannotCreateThread = 1135,
  kAbortingConnection = 1152,
  kReadError = 1158,
  kReadInterrupted = 1159,
  kWriteError = 1160,
  kWriteInterrupted = 1161,
  kNewAbortingConnection = 1184,
  kTooManyUserConnections = 1203,
  kLockWaitTimeout = 1205,
  kLockTableFull = 1206,
  kDeadlock = 1213,
  kUserLimitReached = 1226,
  kQueryInterrupted = 1317,
  kTableDefinitionChanged = 1412,  // хтось змінив таблицю, доки її читали в знімку
  kTempFileWriteFailure = 1878,
  kConnectionKilled = 1927,
  kStatementTimeout = 1969,
  kMaxExecutionTime = 3024,
  kServerOffline = 3032,
  kSecureTransportRequired = 3159,
  kSessionKilled = 3169,
  kLockNotAvailable = 3572,
  kIdleTooLong = 4031,
};

}  // namespace

ServerFailure failure_of(unsigned code, std::string_view message) {
  switch (code) {
    case CR_SOCKET_CREATE_ERROR:
    case CR_CONNECTION_ERROR:
    case CR_CONN_HOST_ERROR:
    case CR_IPSOCK_ERROR:
      return ServerFailure::unreachable;
    case CR_UNKNOWN_HOST:
      return ServerFailure::unknown_host;
    case CR_SSL_CONNECTION_ERROR:
    case kSecureTransportRequired:
      return ServerFailure::tls;
    case CR_SERVER_GONE_ERROR:
    case CR_SERVER_HANDSHAKE_ERR:
    case CR_SERVER_LOST:
    case CR_SERVER_LOST_EXTENDED:
    case kServerShutdown:
    case kAbortingConnection:
    case kReadError:
    case kReadInterrupted:
    case kWriteError:
    case kWriteInterrupted:
    case kNewAbortingConnection:
    case kConnectionKilled:
    case kServerOffline:
    case kSessionKilled:
    case kIdleTooLong:
      return ServerFailure::lost;
    case kDiskFull:
    case kTableFull:
    case kTempFileWriteFailure:
    case kCannotResizeFile:
    case kFileSystemFull:
      return ServerFailure::disk_full;
    case kTooManyConnections:
    case kTooManyUserConnections:
    case kUserLimitReached:
      return ServerFailure::too_many_connections;
    case kNoMemoryForFile:
    case kOutOfMemory:
    case kOutOfSortMemory:
    case kOutOfResources:
    case kCannotCreateThread:
    case kLockTableFull:
    case CR_OUT_OF_MEMORY:
      return ServerFailure::out_of_memory;
    case kLockWaitTimeout:
    case kDeadlock:
    case kTableDefinitionChanged:
    case kLockNotAvailable:
      return ServerFailure::busy;
    case kQueryInterrupted:
    case kStatementTimeout:
    case kMaxExecutionTime:
      return ServerFailure::stopped;
    case kAccessDenied:
      return ServerFailure::access_denied;
    case kDatabaseAccessDenied:
    case kUnknownDatabase:
      return ServerFailure::unknown_database;
    default:
      break;
  }
  // Решту відмов запису (3, 1004, 1005, 1026, 1030, 1296…) від інших відрізняє лише текст.
  if (says_disk_full(message) || message.contains("Temp file write failure")) return ServerFailure::disk_full;
  return ServerFailure::other;
}

}  // namespace techmarket::db::mysql
