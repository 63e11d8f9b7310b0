#include "runtime/local/port_holder.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace techmarket::runtime::local {
namespace {

using ::testing::HasSubstr;

// Справжні рядки /proc/net/tcp: слухає 127.0.0.1:3306, слухає 0.0.0.0:8080, слухає 10.0.0.5:5432, з'єднання з
// :3307.
constexpr std::string_view kTable =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    "   0: 0100007F:0CEA 00000000:0000 0A 00000000:00000000 00:00000000 00000000   101        0 41001 1 "
    "0000000000000000 100 0 0 10 0\n"
    "   1: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 41002 1 "
    "0000000000000000 100 0 0 10 0\n"
    "   2: 0500000A:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 41003 1 "
    "0000000000000000 100 0 0 10 0\n"
    "   3: 0100007F:0CEB 0100007F:D431 01 00000000:00000000 00:00000000 00000000     0        0 41004 1 "
    "0000000000000000 100 0 0 10 0\n";

constexpr std::string_view kTable6 =
    "  sl  local_address                         remote_address                        st tx_queue rx_queue "
    "tr tm->when retrnsmt   uid  timeout inode\n"
    "   0: 00000000000000000000000000000000:1F91 00000000000000000000000000000000:0000 0A 00000000:00000000 "
    "00:00000000 00000000    33        0 52001 1 0 100 0 0 10 0\n"
    "   1: 0000000000000000FFFF00000100007F:1F92 00000000000000000000000000000000:0000 0A 00000000:00000000 "
    "00:00000000 00000000     0        0 52002 1 0 100 0 0 10 0\n"
    "   2: 00000000000000000000000001000000:1F93 00000000000000000000000000000000:0000 0A 00000000:00000000 "
    "00:00000000 00000000     0        0 52003 1 0 100 0 0 10 0\n";

TEST(PortHolder, FindsListenersThatBlockLoopback) {
  const auto loopback = find_listener(kTable, 3306);
  ASSERT_TRUE(loopback);
  EXPECT_EQ(loopback->inode, 41001u);
  EXPECT_EQ(loopback->uid, 101u);
  EXPECT_TRUE(find_listener(kTable, 8080)) << "0.0.0.0 takes every address";
  EXPECT_TRUE(find_listener(kTable6, 8081)) << ":: takes IPv4 too";
  EXPECT_TRUE(find_listener(kTable6, 8082)) << "::ffff:127.0.0.1";
}

TEST(PortHolder, IgnoresOtherAddressesAndConnections) {
  EXPECT_FALSE(find_listener(kTable, 5432)) << "another address of this machine";
  EXPECT_FALSE(find_listener(kTable, 3307)) << "a connection, not a listener";
  EXPECT_FALSE(find_listener(kTable6, 8083)) << "::1 is not 127.0.0.1";
  EXPECT_FALSE(find_listener("", 1));
  EXPECT_FALSE(find_listener("garbage\n 1: 2:3 4 0A\n", 1));
}

TEST(PortHolder, NamesThisVeryProcess) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  ASSERT_EQ(::listen(socket, 1), 0);
  socklen_t size = sizeof address;
  ASSERT_EQ(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size), 0);

  const auto holder = port_holder(ntohs(address.sin_port));
  ::close(socket);
  ASSERT_TRUE(holder);
  ASSERT_TRUE(holder->pid);
  EXPECT_EQ(*holder->pid, ::getpid());
  EXPECT_THAT(holder->description, HasSubstr(fmt::format("process {} (", ::getpid())));
}

}  // namespace
}  // namespace techmarket::runtime::local
