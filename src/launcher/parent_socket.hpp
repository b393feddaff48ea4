#pragma once

#include <sys/socket.h>
#include <sys/types.h>
#include <sys/un.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/file_descriptor.hpp"
#include "launcher/environment.hpp"

namespace slipway::launcher {

// The parent of a node has a datagram socket in the abstract namespace, whose name the kernel chooses. The
// node finds it in two variables: NOTIFY_SOCKET, by which it tells once that the system has booted (as for
// systemd, sd_notify(3)), and SLIPWAY_PARENT. Messages, each one datagram:
//
//   READY=1 and more    from the node itself: it has booted. This and all other messages of NOTIFY_SOCKET go
//                       on to the service manager, where there is one: it takes them from the main process,
//                       which is the parent
//   STOP                from the node itself, which was asked by `bin/NAME stop`: run before_stop, then end
//                       the node
//   RESTART ROOT        from a launcher that heart(3) started because the node has died: answered with OK
//                       where the parent of a release in ROOT takes care of it, else with NO
//
// Only messages of our own user and of root count; the kernel says who sends.

inline constexpr std::string_view kParentVariable = "SLIPWAY_PARENT";
inline constexpr std::size_t kLargestMessage = 8192;

struct ParentMessage {
  std::string text;
  pid_t sender = 0;
  sockaddr_un address{};
  socklen_t address_size = 0;
};

class ParentSocket {
 public:
  /// `manager` is the NOTIFY_SOCKET of the service manager; empty where there is none.
  explicit ParentSocket(std::string manager);

  const FileDescriptor& file() const { return file_; }
  /// "@" and the name: what NOTIFY_SOCKET and SLIPWAY_PARENT hold.
  const std::string& name() const { return name_; }

  /// The next message that waits, or nothing.
  std::optional<ParentMessage> receive() const;
  void answer(const ParentMessage& message, std::string_view text) const;
  /// To the service manager. One that went away is no reason to stop.
  void forward(const ParentMessage& message) const;

 private:
  FileDescriptor file_;
  std::string name_;
  std::string manager_;
};

/// Whether a message of sd_notify(3) has this line.
bool has_line(std::string_view message, std::string_view line);

/// For a launcher that heart(3) has started: whether the parent of the node lives and starts it again. Then
/// nothing else is to be done.
bool parent_starts_again(const Environment& environment, const std::string& release_root);

}  // namespace slipway::launcher
