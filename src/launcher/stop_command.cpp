#include "launcher/stop_command.hpp"

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <optional>

#include "base/digits.hpp"
#include "base/error.hpp"
#include "base/file_descriptor.hpp"
#include "base/files.hpp"
#include "control/call.hpp"
#include "control/failure.hpp"
#include "erl/term.hpp"
#include "launcher/stop_request.hpp"

namespace slipway::launcher {
namespace {

using control::Deadline;
using control::NodeConnection;
using erl::Term;

constexpr const char* kPidNamespace = "/proc/self/ns/pid";
constexpr const char* kBootId = "/proc/sys/kernel/random/boot_id";
constexpr std::chrono::milliseconds kPause{50};

std::string our_pid_namespace() {
  std::array<char, 64> target{};
  const ssize_t size = ::readlink(kPidNamespace, target.data(), target.size());
  return std::string(target.data(), size < 0 ? 0 : static_cast<std::size_t>(size));
}

/// The text of {ok, Text}; nothing for other results.
std::optional<std::string> ok_text(const control::CallResult& result) {
  if (result.end != control::CallEnd::kReturned) return std::nullopt;
  const Term term = result.term();
  const std::vector<Term>* pair = term.tagged_tuple("ok", 2);
  return pair != nullptr ? erl::text_of((*pair)[1]) : std::nullopt;
}

/// Whether the node's process ids mean the same here: the same kernel (its boot id is random) and the same
/// pid namespace.
bool shares_processes(NodeConnection& node) {
  const std::optional<std::string> boot_id = read_file_if_exists(kBootId);
  const std::string ours = our_pid_namespace();
  if (!boot_id || ours.empty()) return false;
  return ok_text(call(node, "file", "read_file", erl::list({erl::charlist(kBootId)}))) == *boot_id &&
         ok_text(call(node, "file", "read_link", erl::list({erl::charlist(kPidNamespace)}))) == ours;
}

/// A descriptor that poll(2) has something for once the process is gone; closed where it can't be had.
FileDescriptor watch(NodeConnection& node) {
  const pid_t pid = decimal_number<pid_t>(process_id(node)).value_or(0);
  if (pid <= 0 || !shares_processes(node)) return {};
  return FileDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

/// Reads what comes until the connection is closed or the process is gone.
void drain(NodeConnection& node, const FileDescriptor& process) {
  try {
    for (pollfd gone{process.get(), POLLIN, 0}; gone.revents == 0;) {
      if (node.wait({&gone, 1})) node.receive();
    }
  } catch (const control::ConnectionError& error) {
    if (error.failure() == control::Failure::kTimeout) throw;
  }
}

[[noreturn]] void fail_late(const NodeClient& client) {
  throw Error("the node " + client.address.name + " still runs; it was asked to stop, and goes on with that");
}

void wait_until_gone(const NodeClient& client, const FileDescriptor& process, Deadline deadline) {
  while (process.is_open()) {
    pollfd gone{process.get(), POLLIN, 0};
    if (::poll(&gone, 1, deadline.poll_timeout()) > 0) return;
    if (deadline.has_passed()) fail_late(client);
  }
  while (control::still_listens(client.address, deadline.or_earlier(Deadline::after(kSetupTime)))) {
    if (deadline.has_passed()) fail_late(client);
    ::poll(nullptr, 0, static_cast<int>(kPause.count()));
  }
}

}  // namespace

std::string process_id(NodeConnection& node) {
  const control::CallResult result = call(node, "os", "getpid", erl::list({}));
  const std::optional<std::string> pid =
      result.end == control::CallEnd::kReturned ? erl::charlist_text(result.term()) : std::nullopt;
  if (!pid) throw Error(node.connection().peer() + " does not know its process id");
  return *pid;
}

int stop_node(const NodeClient& client, const ControlOptions& options) {
  const Deadline deadline = options.timeout ? Deadline::after(*options.timeout) : Deadline::never();
  NodeConnection node =
      control::connect_to_node(client.address, deadline.or_earlier(Deadline::after(kSetupTime)));
  node.connection().set_deadline(deadline);
  const FileDescriptor process = options.wait ? watch(node) : FileDescriptor();
  ask_to_stop(node);
  if (!options.wait) return 0;
  try {
    drain(node, process);
  } catch (const control::ConnectionError&) {
    fail_late(client);
  }
  wait_until_gone(client, process, deadline);
  return 0;
}

}  // namespace slipway::launcher
