#include "testkit/elixir_tape.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <sstream>

#include "base/byte_reader.hpp"
#include "base/byte_writer.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/process.hpp"
#include "erl/external.hpp"

namespace slipway::testkit {
namespace {

namespace fs = std::filesystem;

constexpr std::uint8_t kFromProbe = '>';
constexpr std::uint8_t kToProbe = '<';
constexpr std::uint8_t kEnd = '=';
constexpr std::string_view kFlag = "-slipway_probe";

/// The two pipes that the command line names.
struct Conversation {
  FileDescriptor requests;
  FileDescriptor answers;
};

/// The word of the command line that says `-slipway_probe IN OUT`.
std::string& pipes_word(std::vector<std::string>& words) {
  const auto word = std::find_if(words.begin(), words.end(), [](const std::string& candidate) {
    return candidate.find(kFlag) != std::string::npos;
  });
  if (word == words.end()) throw Error("elixir was started without -slipway_probe IN OUT");
  return *word;
}

Conversation conversation_of(const std::string& word) {
  std::istringstream numbers(word.substr(word.find(kFlag) + kFlag.size()));
  int in = -1;
  int out = -1;
  if (!(numbers >> in >> out)) throw Error("\"" + word + "\": expected -slipway_probe IN OUT");
  for (const int descriptor : {in, out}) ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  return {FileDescriptor(in), FileDescriptor(out)};
}

std::optional<std::string> read_exactly(const FileDescriptor& pipe, std::size_t count) {
  std::string bytes(count, '\0');
  for (std::size_t used = 0; used < count;) {
    const ssize_t got = ::read(pipe.get(), bytes.data() + used, count - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw SystemError(errno, "read from a pipe");
    if (got == 0) return std::nullopt;
    used += static_cast<std::size_t>(got);
  }
  return bytes;
}

std::optional<std::string> read_packet(const FileDescriptor& pipe) {
  const std::optional<std::string> header = read_exactly(pipe, 4);
  return header ? read_exactly(pipe, ByteReader(*header, "a packet").u32("its length")) : std::nullopt;
}

std::string packet_of(std::string_view bytes) {
  ByteWriter packet;
  packet.u32(static_cast<std::uint32_t>(bytes.size()));
  packet.bytes(bytes);
  return std::move(packet).finish();
}

/// Passes one packet on and writes it down; false at the end of the pipe.
bool pass_on(const FileDescriptor& from, const FileDescriptor& to, std::uint8_t direction, ByteWriter& tape) {
  const std::optional<std::string> bytes = read_packet(from);
  if (!bytes) return false;
  tape.u8(direction);
  tape.bytes(packet_of(*bytes));
  write_all(to, packet_of(*bytes), "a pipe");
  return true;
}

bool has_tag(std::string_view request, const std::string& tag) {
  const erl::Term term = erl::decode_external(request, "a request");
  const auto* tuple = term.as<erl::Tuple>();
  return tuple != nullptr && !tuple->elements.empty() && tuple->elements.front().is_atom(tag);
}

}  // namespace

int record_elixir(const fs::path& tape, std::vector<std::string> words) {
  ::signal(SIGPIPE, SIG_IGN);
  std::string& word = pipes_word(words);
  const Conversation slipway = conversation_of(word);
  int requests[2];
  int answers[2];
  if (::pipe2(requests, O_CLOEXEC) != 0 || ::pipe2(answers, O_CLOEXEC) != 0) throw SystemError(errno, "pipe");
  FileDescriptor to_probe(requests[1]);
  const FileDescriptor from_probe(answers[0]);
  word = word.substr(0, word.find(kFlag)) + std::string(kFlag) + " " + std::to_string(requests[0]) + " " +
         std::to_string(answers[1]);
  ChildProcess elixir = ChildProcess::start(words, {requests[0], answers[1]});
  ::close(requests[0]);
  ::close(answers[1]);

  ByteWriter record;
  for (;;) {
    std::array<pollfd, 2> pipes = {
        {{from_probe.get(), POLLIN, 0}, {to_probe.is_open() ? slipway.requests.get() : -1, POLLIN, 0}}};
    if (::poll(pipes.data(), pipes.size(), -1) < 0) throw SystemError(errno, "poll");
    if (pipes[0].revents != 0 && !pass_on(from_probe, slipway.answers, kFromProbe, record)) break;
    if (pipes[1].revents != 0 && !pass_on(slipway.requests, to_probe, kToProbe, record)) {
      to_probe = FileDescriptor();
    }
  }
  const ExitStatus status = elixir.wait();
  const int code = status.signal == 0 ? status.code : 128 + status.signal;
  record.u8(kEnd);
  record.u8(static_cast<std::uint8_t>(code));
  const FileDescriptor file = open_file(tape, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  write_all(file, std::move(record).finish(), tape.string());
  return code;
}

int replay_elixir(const fs::path& tape, const std::vector<std::string>& arguments, const std::string& tag,
                  const std::string& command) {
  ::signal(SIGPIPE, SIG_IGN);
  std::vector<std::string> words = arguments;
  const Conversation slipway = conversation_of(pipes_word(words));
  const std::string content = read_file(tape);
  const std::string name = tape.string();
  ByteReader reader(content, name);
  for (std::size_t packets = 0;; ++packets) {
    const std::uint8_t direction = reader.u8("a direction");
    if (direction == kEnd) return reader.u8("the exit status");
    const std::string_view recorded = reader.take(reader.u32("the size of a packet"), "a packet");
    if (direction == kFromProbe) {
      write_all(slipway.answers, packet_of(recorded), "a pipe");
      continue;
    }
    if (direction != kToProbe) reader.fail("expected a packet or the end");
    const std::optional<std::string> request = read_packet(slipway.requests);
    if (!request) return 1;
    if (*request != recorded)
      throw Error(name + ": packet " + std::to_string(packets) + " is another request");
    if (!command.empty() && has_tag(recorded, tag) && std::system(command.c_str()) != 0)
      throw Error("this command failed: " + command);
  }
}

}  // namespace slipway::testkit
