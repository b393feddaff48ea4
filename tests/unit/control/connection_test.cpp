#include "control/connection.hpp"

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "base/file_descriptor.hpp"
#include "control/failure.hpp"
#include "error_support.hpp"

namespace slipway::control {
namespace {

/// A peer that takes everything and never says anything.
class SilentStream final : public Stream {
 public:
  SilentStream() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
      throw SystemError(errno, "socketpair");
    ours_ = FileDescriptor(ends[0]);
    theirs_ = FileDescriptor(ends[1]);
  }

  Progress read(std::span<char>) override { return {State::kWouldWait, 0}; }
  Progress write(std::string_view bytes) override { return {State::kDone, bytes.size()}; }
  pollfd to_read() const override { return {ours_.get(), POLLIN, 0}; }
  pollfd to_write() const override { return {ours_.get(), POLLOUT, 0}; }

 private:
  FileDescriptor ours_;
  FileDescriptor theirs_;
};

constexpr std::chrono::milliseconds kSilence{50};

TEST(Connection, GivesUpASilentPeerHoweverOftenOthersAreWaitedFor) {
  Connection connection(std::make_unique<SilentStream>(), "the peer");
  connection.start_ticks(kSilence);
  const FileDescriptor always(::eventfd(1, EFD_CLOEXEC));
  pollfd other{always.get(), POLLIN, 0};
  EXPECT_EQ(error_of([&] {
              while (!connection.wait({&other, 1})) {
              }
            }),
            "the peer did not answer in time");
  EXPECT_EQ(error_of([&] {
              while (!connection.wait({}, Deadline::after(std::chrono::milliseconds(1)))) {
              }
            }),
            "the peer did not answer in time");
}

TEST(Connection, GivesUpASilentPeerThatItReadsFrom) {
  Connection connection(std::make_unique<SilentStream>(), "the peer");
  connection.start_ticks(kSilence);
  EXPECT_EQ(error_of([&] { connection.read_exactly(4); }), "the peer did not answer in time");
}

}  // namespace
}  // namespace slipway::control
