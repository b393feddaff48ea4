#include "launcher/parent.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <exception>
#include <optional>
#include <string_view>
#include <utility>

#include "base/error.hpp"
#include "base/file_descriptor.hpp"
#include "base/files.hpp"
#include "launcher/child.hpp"
#include "launcher/heart.hpp"
#include "launcher/hooks.hpp"
#include "launcher/parent_socket.hpp"

namespace slipway::launcher {
namespace {

/// How often the end of a heart is looked for: it is no child of ours.
constexpr int kMillisecondsBetweenLooks = 200;

class Parent {
 public:
  Parent(const Hooks& hooks, const std::string& release_root, const std::string& manager,
         const BlockedSignals& signals, const std::function<int(const std::string& socket)>& become_node)
      : hooks_(hooks),
        release_root_(release_root),
        become_node_(become_node),
        socket_(manager),
        signals_(signals) {}

  int run(const std::function<void()>& started) {
    start_node();
    started();
    while (!has_finished_) wait_and_serve();
    return shell_status(node_status_);
  }

 private:
  enum class Hook { kNone, kAfterStart, kBeforeStop, kAfterStop };

  // The node

  /// Throws Error where the emulator could not be executed.
  void start_node() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw SystemError(errno, "make a pipe");
    const FileDescriptor reading(ends[0]);
    FileDescriptor writing(ends[1]);
    node_ = start_child(&signals_, [&] {
      try {
        return become_node_(socket_.name());
      } catch (const std::exception& error) {
        const std::string_view text = error.what();
        [[maybe_unused]] const ssize_t written = ::write(writing.get(), text.data(), text.size());
        return 1;
      }
    });
    writing = FileDescriptor();
    const std::string problem = read_all(reading, "the report of the node's process");
    if (problem.empty()) return;
    while (::waitpid(node_, nullptr, 0) < 0 && errno == EINTR) {
    }
    node_ = 0;
    throw Error(problem);
  }

  void node_has_ended(const ExitStatus& status) {
    const pid_t ended = std::exchange(node_, 0);
    node_status_ = status;
    heart_ = find_heart(ended).value_or(0);
    if (is_stopping_) stop_heart();
    if (heart_ == 0) node_has_gone();
  }

  /// Nothing starts the node again.
  void node_has_gone() {
    if (std::exchange(has_gone_, true)) return;
    if (step_ != 0) {
      ::kill(step_, SIGTERM);
    } else {
      run_hook(Hook::kAfterStop);
    }
  }

  void stop_heart() {
    if (const pid_t heart = std::exchange(heart_, 0); heart > 0) ::kill(heart, SIGKILL);
  }

  void start_again() {
    heart_ = 0;
    try {
      start_node();
    } catch (const Error& error) {
      report("ERROR: " + error.message());
      node_status_ = {.code = 1, .signal = 0};
      node_has_gone();
    }
  }

  // What comes in

  void wait_and_serve() {
    std::array<pollfd, 2> waits = {{
        {signals_.file().get(), POLLIN, 0},
        {socket_.file().get(), POLLIN, 0},
    }};
    ::poll(waits.data(), waits.size(), heart_ != 0 ? kMillisecondsBetweenLooks : -1);
    // What the node said before it ended, or before we were asked to end it, comes first.
    take_messages();
    while (const std::optional<ReceivedSignal> signal = next_signal(signals_)) take_signal(*signal);
    if (heart_ != 0 && ::kill(heart_, 0) != 0) {
      heart_ = 0;
      node_has_gone();
    }
  }

  void take_signal(const ReceivedSignal& signal) {
    if (signal.number == SIGCHLD) {
      reap();
    } else if (signal.number == SIGTERM) {
      stop();
    } else if (signal.is_for_us_alone && node_ != 0) {
      ::kill(node_, signal.number);
    }
  }

  void reap() {
    int status = 0;
    for (pid_t child = ::waitpid(-1, &status, WNOHANG); child > 0; child = ::waitpid(-1, &status, WNOHANG)) {
      if (child == node_) {
        node_has_ended(exit_status_of(status));
      } else if (child == step_) {
        step_ = 0;
        step_has_ended(exit_status_of(status));
      }
    }
  }

  void take_messages() {
    while (const std::optional<ParentMessage> message = socket_.receive()) take_message(*message);
  }

  void take_message(const ParentMessage& message) {
    const bool is_from_node = node_ != 0 && message.sender == node_;
    if (message.text == "RESTART " + release_root_) {
      // heart kills a node that hangs, and asks at once.
      reap();
      const bool is_ours = node_ == 0;
      socket_.answer(message, is_ours ? "OK" : "NO");
      if (is_ours && !is_stopping_ && !has_gone_) start_again();
    } else if (has_line(message.text, "STOP")) {
      if (is_from_node) stop();
    } else {
      socket_.forward(message);
      if (is_from_node && has_line(message.text, "READY=1")) node_has_booted();
    }
  }

  void node_has_booted() {
    // Between the end of kernel and its next start (init:restart/0) the VM drops signals: nobody is
    // registered as erl_signal_server. One that came then is sent again.
    if (was_told_ && node_ != 0) terminate_node();
    if (std::exchange(has_booted_, true) || is_stopping_) return;
    run_hook(Hook::kAfterStart);
  }

  void stop() {
    const bool is_first = !std::exchange(is_stopping_, true);
    if (has_gone_) {
      if (step_ != 0) ::kill(step_, SIGTERM);
    } else if (node_ == 0) {
      take_messages();  // heart may have asked just now
      stop_heart();
      node_has_gone();
    } else if (is_first && has_booted_ && !hooks_.before_stop.empty()) {
      // Goes on as after_start has ended.
      if (step_ != 0) {
        ::kill(step_, SIGTERM);
      } else {
        run_hook(Hook::kBeforeStop);
      }
    } else if (hook_ == Hook::kNone || hooks_.before_stop.empty()) {
      terminate_node();
    }
  }

  void terminate_node() {
    was_told_ = true;
    ::kill(node_, SIGTERM);
  }

  // The hooks: one step at a time

  const std::vector<Step>& steps() const {
    if (hook_ == Hook::kAfterStart) return hooks_.after_start;
    return hook_ == Hook::kBeforeStop ? hooks_.before_stop : hooks_.after_stop;
  }

  std::string_view hook_name() const {
    if (hook_ == Hook::kAfterStart) return "after_start";
    return hook_ == Hook::kBeforeStop ? "before_stop" : "after_stop";
  }

  void run_hook(Hook hook) {
    hook_ = hook;
    next_step_ = 0;
    run_step();
  }

  void run_step() {
    while (next_step_ < steps().size()) {
      const Step& step = steps()[next_step_++];
      try {
        step_ = start_step(step, hook_environment(hooks_, hook_name()), StandardInput::kNull, &signals_);
        return;
      } catch (const Error& error) {
        // No more processes: what the node needs of us does not depend on it.
        report("WARNING: the hook " + std::string(hook_name()) + " failed: " + error.message());
      }
    }
    hook_has_ended();
  }

  void step_has_ended(const ExitStatus& status) {
    if (!status.success()) report("WARNING: " + hook_failure(hook_name(), steps()[next_step_ - 1], status));
    if (has_gone_ && hook_ != Hook::kAfterStop) return run_hook(Hook::kAfterStop);
    if (is_stopping_ && hook_ == Hook::kAfterStart && !hooks_.before_stop.empty()) {
      return run_hook(Hook::kBeforeStop);
    }
    run_step();
  }

  void hook_has_ended() {
    const Hook ended = std::exchange(hook_, Hook::kNone);
    if (ended == Hook::kAfterStop) has_finished_ = true;
    if (ended == Hook::kBeforeStop && node_ != 0) terminate_node();
  }

  const Hooks& hooks_;
  const std::string& release_root_;
  const std::function<int(const std::string& socket)>& become_node_;
  ParentSocket socket_;
  const BlockedSignals& signals_;
  /// 0: it does not run. While heart_ is set it may be started again.
  pid_t node_ = 0;
  ExitStatus node_status_;
  pid_t heart_ = 0;
  bool has_booted_ = false;
  bool is_stopping_ = false;
  /// The node was sent SIGTERM.
  bool was_told_ = false;
  bool has_gone_ = false;
  bool has_finished_ = false;
  Hook hook_ = Hook::kNone;
  std::size_t next_step_ = 0;
  pid_t step_ = 0;
};

}  // namespace

int be_parent(const Hooks& hooks, const std::string& release_root, const Environment& environment,
              const BlockedSignals& signals, const std::function<int(const std::string& socket)>& become_node,
              const std::function<void()>& started) {
  const std::string manager = environment.value_or("NOTIFY_SOCKET", "");
  return Parent(hooks, release_root, manager, signals, become_node).run(started);
}

}  // namespace slipway::launcher
