#include "launcher/parent_socket.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

namespace slipway::launcher {
namespace {

Environment with_parent(const std::string& name) { return Environment({"SLIPWAY_PARENT=" + name}); }

/// The next message within 10 s.
std::optional<ParentMessage> wait_for_message(const ParentSocket& socket) {
  for (int attempt = 0; attempt < 1000; ++attempt) {
    if (std::optional<ParentMessage> message = socket.receive()) return message;
    ::usleep(10'000);
  }
  return std::nullopt;
}

TEST(ParentSocket, HasAnAbstractNameOfItsOwn) {
  const ParentSocket first("");
  const ParentSocket second("");
  EXPECT_TRUE(first.name().starts_with('@') && first.name().size() > 1) << first.name();
  EXPECT_NE(first.name(), second.name());
  EXPECT_FALSE(first.receive());
}

TEST(ParentSocket, IsAskedByALauncherThatHeartStarted) {
  for (const bool takes_over : {true, false}) {
    const ParentSocket socket("");
    bool answer = !takes_over;
    std::thread launcher([&] { answer = parent_starts_again(with_parent(socket.name()), "/opt/my shop"); });
    const std::optional<ParentMessage> message = wait_for_message(socket);
    if (message) socket.answer(*message, takes_over ? "OK" : "NO");
    launcher.join();
    ASSERT_TRUE(message);
    EXPECT_EQ(message->text, "RESTART /opt/my shop");
    EXPECT_EQ(message->sender, ::getpid());
    EXPECT_EQ(answer, takes_over);
  }
}

TEST(ParentSocket, IsNotAskedWhereNoParentLives) {
  std::string name;
  {
    const ParentSocket socket("");
    name = socket.name();
  }
  EXPECT_FALSE(parent_starts_again(with_parent(name), "/opt/shop"));
  EXPECT_FALSE(parent_starts_again(Environment(), "/opt/shop"));
  for (const char* wrong : {"", "@", "x", "relative/path", "/nowhere/at/all"}) {
    EXPECT_FALSE(parent_starts_again(with_parent(wrong), "/opt/shop")) << wrong;
  }
  EXPECT_FALSE(parent_starts_again(with_parent("@" + std::string(200, 'x')), "/opt/shop"));
}

TEST(ParentSocket, HandsMessagesOnToTheServiceManager) {
  const ParentSocket manager("");
  const ParentSocket socket(manager.name());
  ParentMessage message;
  message.text = "READY=1\nSTATUS=ä";
  socket.forward(message);
  const std::optional<ParentMessage> received = manager.receive();
  ASSERT_TRUE(received);
  EXPECT_EQ(received->text, message.text);
}

TEST(ParentSocket, GoesOnWithoutAManager) {
  for (const char* gone : {"", "/nowhere/notify", "@slipway-nobody-listens-here"}) {
    const ParentSocket socket(gone);
    socket.forward({});
    EXPECT_FALSE(socket.receive()) << gone;
  }
}

TEST(NotifyMessages, HaveLines) {
  EXPECT_TRUE(has_line("READY=1", "READY=1"));
  EXPECT_TRUE(has_line("STATUS=up\nREADY=1\n", "READY=1"));
  EXPECT_FALSE(has_line("READY=10", "READY=1"));
  EXPECT_FALSE(has_line("XREADY=1\n", "READY=1"));
  EXPECT_FALSE(has_line("", "READY=1"));
}

}  // namespace
}  // namespace slipway::launcher
