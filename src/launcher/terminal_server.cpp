#include "launcher/terminal_server.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "launcher/terminal_protocol.hpp"

namespace slipway::launcher {
namespace {

/// As much is kept for a client that does not read; then it is let go. The node never waits for a client.
constexpr std::size_t kMostUnread = std::size_t{1} << 20;
/// As much is kept for a node that does not read; then the client waits.
constexpr std::size_t kMostTyped = std::size_t{64} << 10;
/// What a terminal still holds after its node has ended is less; programs that the node left can go on for
/// ever.
constexpr int kMostReadsAtEnd = 256;

enum class ReadResult { kBytes, kNothing, kEnd };

ReadResult read_some(const FileDescriptor& file, std::string& bytes) {
  std::array<char, 8192> buffer;
  ssize_t count = 0;
  do {
    count = ::read(file.get(), buffer.data(), buffer.size());
  } while (count < 0 && errno == EINTR);
  if (count > 0) {
    bytes.assign(buffer.data(), static_cast<std::size_t>(count));
    return ReadResult::kBytes;
  }
  return count < 0 && errno == EAGAIN ? ReadResult::kNothing : ReadResult::kEnd;
}

/// Writes what can be written at once and takes it off the front; false where the other side is gone.
bool write_some(const FileDescriptor& file, std::string& bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno == EAGAIN;
    bytes.erase(0, static_cast<std::size_t>(count));
  }
  return true;
}

class Server {
 public:
  Server(const TerminalServer& with, FileDescriptor typed) : with_(with), typed_(std::move(typed)) {}

  void run() {
    while (!node_has_ended_) wait_and_serve();
    for (int reads = 0; reads < kMostReadsAtEnd && terminal_is_open_; ++reads) {
      if (read_terminal() != ReadResult::kBytes) break;
    }
    if (client_.is_open()) write_some(client_, unread_);
  }

 private:
  void wait_and_serve() {
    const std::time_t now = std::time(nullptr);
    const auto events = [](bool wanted, int event) { return static_cast<short>(wanted ? event : 0); };
    const auto descriptor = [](bool wanted, const FileDescriptor& file) { return wanted ? file.get() : -1; };
    std::array<pollfd, 4> waits = {{
        {with_.signals.get(), POLLIN, 0},
        {descriptor(terminal_is_open_, with_.terminal),
         static_cast<short>(POLLIN | events(!to_node_.empty(), POLLOUT)), 0},
        {descriptor(to_node_.size() < kMostTyped, typed_), POLLIN, 0},
        {client_.get(), events(!unread_.empty(), POLLOUT), 0},
    }};
    const int ready = ::poll(waits.data(), waits.size(), with_.log.seconds_until_alive(now) * 1000);
    if (ready <= 0) {
      with_.log.pass_time(std::time(nullptr));
      return;
    }
    if (waits[0].revents != 0) take_signal();
    if ((waits[1].revents & (POLLIN | POLLHUP | POLLERR)) != 0) read_terminal();
    if ((waits[1].revents & POLLOUT) != 0) write_to_node();
    if (waits[2].revents != 0) read_typed();
    if (waits[3].revents != 0) write_to_client();
  }

  void take_signal() {
    signalfd_siginfo signal{};
    if (::read(with_.signals.get(), &signal, sizeof signal) != static_cast<ssize_t>(sizeof signal)) return;
    if (signal.ssi_signo != SIGCHLD) {
      ::kill(with_.node, SIGTERM);
    } else if (::waitpid(with_.node, nullptr, WNOHANG) == with_.node) {
      node_has_ended_ = true;
    }
  }

  ReadResult read_terminal() {
    std::string bytes;
    const ReadResult result = read_some(with_.terminal, bytes);
    // No process has the terminal open any more; the node may still be about to end.
    if (result == ReadResult::kEnd) terminal_is_open_ = false;
    if (result == ReadResult::kBytes) {
      with_.log.write(bytes, std::time(nullptr));
      show(bytes);
    }
    return result;
  }

  void show(std::string_view bytes) {
    if (!client_.is_open()) return;
    unread_ += bytes;
    write_to_client();
  }

  void write_to_client() {
    if (!client_.is_open() || !write_some(client_, unread_) || unread_.size() > kMostUnread) let_client_go();
  }

  void let_client_go() {
    client_ = FileDescriptor();
    unread_.clear();
  }

  void read_typed() {
    std::string bytes;
    switch (read_some(typed_, bytes)) {
      case ReadResult::kNothing:
        return;
      case ReadResult::kEnd:
        // The client closed its end. A pipe that had a writer reports its end until it is opened again.
        let_client_go();
        typed_ = with_.pipes.open_typed();
        reader_ = TypedReader();
        session_has_begun_ = false;
        return;
      case ReadResult::kBytes:
        break;
    }
    if (!client_.is_open()) client_ = with_.pipes.open_shown();
    if (!session_has_begun_ && begins_with_redraw(bytes)) show(terminal_greeting());
    session_has_begun_ = true;
    TypedReader::Typed typed = reader_.read(bytes);
    if (typed.size) resize(*typed.size);
    to_node_ += typed.keys;
    write_to_node();
  }

  void resize(WindowSize size) const {
    const winsize window{.ws_row = size.rows, .ws_col = size.columns, .ws_xpixel = 0, .ws_ypixel = 0};
    ::ioctl(with_.terminal.get(), TIOCSWINSZ, &window);
  }

  void write_to_node() {
    if (!write_some(with_.terminal, to_node_)) to_node_.clear();
  }

  const TerminalServer& with_;
  FileDescriptor typed_;
  FileDescriptor client_;
  TypedReader reader_;
  std::string to_node_;
  std::string unread_;
  bool session_has_begun_ = false;
  bool terminal_is_open_ = true;
  bool node_has_ended_ = false;
};

}  // namespace

void serve_terminal(const TerminalServer& server, FileDescriptor typed) {
  Server(server, std::move(typed)).run();
}

}  // namespace slipway::launcher
