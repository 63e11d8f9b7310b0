#include "runtime/backend.h"

#include <stdlib.h>
#include <unistd.h>

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace techmarket::runtime {
namespace {

using ::testing::HasSubstr;

class BackendTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ::setenv("TECHMARKET_STATE_DIR", ("/tmp/techmarket-backend-test-" + std::to_string(::getpid())).c_str(),
             1);
  }
  void TearDown() override { ::unsetenv("TECHMARKET_STATE_DIR"); }
};

TEST_F(BackendTest, KnowsEveryRuntimeByName) {
  for (const char* name : {"local", "docker", "k8s"}) {
    const auto backend = make_backend(name, config::Catalogue(), Purpose::start);
    ASSERT_TRUE(backend) << name;
    EXPECT_EQ((*backend)->name(), name);
  }
}

TEST_F(BackendTest, AnUnknownRuntimeListsTheValidOnes) {
  const auto backend = make_backend("podman", config::Catalogue(), Purpose::start);
  ASSERT_FALSE(backend);
  EXPECT_EQ(backend.error().kind, ErrorKind::usage);
  EXPECT_THAT(backend.error().message, HasSubstr("podman"));
  EXPECT_THAT(backend.error().hint, HasSubstr("auto, local, docker, k8s"));
}

TEST_F(BackendTest, AutoInspectsTheLocalRuntimeWhenNothingWasStarted) {
  const auto backend = make_backend("auto", config::Catalogue(), Purpose::inspect);
  ASSERT_TRUE(backend);
  EXPECT_EQ((*backend)->name(), "local");
}

TEST_F(BackendTest, AutoStaysWithTheRuntimeOfTheInstance) {
  const StateLayout state = default_state();
  ASSERT_TRUE(write_instance(state, {.port_offset = 0, .runtime = "k8s", .desired = Desired::up}));
  const auto same = make_backend("auto", config::Catalogue(), Purpose::start);
  const auto other = make_backend("local", config::Catalogue(), Purpose::start);
  std::filesystem::remove_all(state.root());
  ASSERT_TRUE(same);
  EXPECT_EQ((*same)->name(), "k8s");
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().message, HasSubstr("the k8s runtime is up already"));
  EXPECT_THAT(other.error().hint, HasSubstr("techmarket down"));
}

}  // namespace
}  // namespace techmarket::runtime
