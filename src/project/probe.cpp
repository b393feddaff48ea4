#include "project/probe.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "base/byte_reader.hpp"
#include "base/byte_writer.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/interruption.hpp"
#include "base/text.hpp"
#include "erl/external.hpp"
#include "project/working_folder.hpp"

namespace slipway::project {
namespace {

constexpr std::uint32_t kLargestPacket = std::uint32_t{1} << 30;

struct Pipe {
  FileDescriptor reading;
  FileDescriptor writing;
};

Pipe make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw SystemError(errno, "pipe");
  return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

// The source in memory, so that nothing is left behind in a folder whatever happens.
FileDescriptor source_file(std::string_view source) {
  FileDescriptor file(::memfd_create("slipway.exs", MFD_CLOEXEC));
  if (!file.is_open()) throw SystemError(errno, "memfd_create");
  write_all(file, source, "the probe");
  return file;
}

std::string path_of(const FileDescriptor& file) { return "/proc/self/fd/" + std::to_string(file.get()); }

}  // namespace

Probe Probe::start(const ProbeSources& sources, const std::vector<std::string>& arguments,
                   const StandardStreams& streams) {
  require_working_folder_for_elixir();
  // A VM that ends early must not end us: the write fails with EPIPE, and fail_ended tells.
  ::signal(SIGPIPE, SIG_IGN);
  const FileDescriptor loader = source_file(sources.loader);
  const FileDescriptor witness = source_file(sources.witness);
  const FileDescriptor probe = source_file(sources.probe);
  const FileDescriptor check = source_file(sources.check);
  const FileDescriptor compiled = source_file(sources.compiled);
  Pipe requests = make_pipe();
  Pipe answers = make_pipe();
  const int theirs_in = requests.reading.get();
  const int theirs_out = answers.writing.get();
  // +fnu: words and names of files are UTF-8 whatever the locale; in that of C they would be taken for
  // Latin-1. +Bd: Ctrl-C ends the VM as it ends us, instead of leaving it with a menu on the terminal.
  std::vector<std::string> words = {"elixir",
                                    "--erl",
                                    concat({"+fnu +Bd -slipway_load ", path_of(witness), " ", path_of(probe),
                                            " ", path_of(check), " ", path_of(compiled), " -slipway_probe ",
                                            std::to_string(theirs_in), " ", std::to_string(theirs_out)}),
                                    "-r",
                                    path_of(loader),
                                    "-S",
                                    "mix",
                                    "release"};
  words.insert(words.end(), arguments.begin(), arguments.end());
  try {
    ChildProcess vm = ChildProcess::start(
        words, {loader.get(), witness.get(), probe.get(), check.get(), compiled.get(), theirs_in, theirs_out},
        streams);
    return Probe(std::move(answers.reading), std::move(requests.writing), std::move(vm));
  } catch (const SystemError& error) {
    if (error.error_number() != ENOENT) throw;
    throw Error("no `elixir` in PATH: install Elixir 1.14 or later, or put its bin folder into PATH");
  }
}

void Probe::fail_ended(const ExitStatus& status) const {
  throw_if_interrupted();
  throw Error((assembled_ ? "something that Mix ran behind the release failed: mix "
                          : "the project could not be compiled or configured: mix ") +
              status.describe() + " (its output stands above)");
}

/// Whoever can do without an answer goes on; but what comes next is then the rest of this one.
auto Probe::in_step(const auto& action) {
  if (broken_by_) throw Error(*broken_by_);
  try {
    return action();
  } catch (const Error& error) {
    broken_by_ = error.message();
    throw;
  }
}

std::optional<std::string> Probe::read_exactly(std::size_t count) {
  std::string bytes(count, '\0');
  std::size_t used = 0;
  while (used < count) {
    const ssize_t read = ::read(answers_.get(), bytes.data() + used, count - used);
    if (read < 0 && errno != EINTR) throw SystemError(errno, "read from the probe");
    // Ctrl-C ends the VM, too, so that the pipe's end can be seen before the signal is.
    throw_if_interrupted();
    if (read == 0) return std::nullopt;
    if (read < 0) continue;
    used += static_cast<std::size_t>(read);
  }
  return bytes;
}

std::optional<erl::Term> Probe::receive() {
  return in_step([&] { return read_packet(); });
}

std::optional<erl::Term> Probe::read_packet() {
  const std::optional<std::string> header = read_exactly(4);
  if (!header) return std::nullopt;
  const std::uint32_t size = ByteReader(*header, "the probe's answer").u32("a packet's length");
  if (size > kLargestPacket) throw Error("the probe's answer is larger than 1 GiB");
  const std::optional<std::string> packet = read_exactly(size);
  if (!packet) return std::nullopt;
  return erl::decode_external(*packet, "the probe's answer");
}

std::optional<ReleaseCall> Probe::next_call() {
  std::optional<erl::Term> message = receive();
  if (const auto* compiled = message ? message->tagged_tuple("compiled", 2) : nullptr) {
    compiled_ = erl::text_of(compiled->back());
    message = receive();
  }
  if (!message) {
    const ExitStatus status = vm_.wait();
    if (status.success()) return std::nullopt;
    fail_ended(status);
  }
  const auto* call = message->tagged_tuple("call", 2);
  const erl::Term* facts = call != nullptr ? erl::find(call->back(), "facts") : nullptr;
  const erl::Term* names = call != nullptr ? erl::find(call->back(), "names") : nullptr;
  const auto* name_list = names != nullptr ? names->proper_list() : nullptr;
  if (facts == nullptr || name_list == nullptr)
    throw Error("the probe did not begin with the project's facts");
  ReleaseCall result{read_mix_facts(*facts), {}};
  for (const erl::Term& name : *name_list) result.names.push_back(erl::text_of(name).value_or(""));
  return result;
}

erl::Term Probe::request(const erl::Term& request) {
  const std::string bytes = erl::encode_external(request);
  ByteWriter packet;
  packet.u32(static_cast<std::uint32_t>(bytes.size()));
  packet.bytes(bytes);
  try {
    in_step([&] { write_all(requests_, std::move(packet).finish(), "the probe"); });
  } catch (const SystemError& error) {
    if (error.error_number() != EPIPE) throw;
    fail_ended(vm_.wait());
  }
  const std::optional<erl::Term> answer = receive();
  if (!answer) fail_ended(vm_.wait());
  if (const auto* ok = answer->tagged_tuple("ok", 2)) return ok->back();
  if (const auto* error = answer->tagged_tuple("error", 2)) {
    throw Error(erl::text_of(error->back()).value_or("the probe failed without a message"));
  }
  throw Error("the probe answered neither {ok, Answer} nor {error, Message}");
}

void Probe::begin_check() { request(erl::tuple({erl::atom("begin_check")})); }

CheckFacts Probe::end_check() {
  const erl::Term answer = request(erl::tuple({erl::atom("end_check")}));
  if (const auto* facts = answer.tagged_tuple("facts", 2)) return read_check_facts(facts->back());
  const auto* failed = answer.tagged_tuple("failed", 2);
  throw Error("the sources could not be checked: " +
              (failed == nullptr ? "the probe answered neither facts nor a reason"
                                 : erl::text_of(failed->back()).value_or("no reason is known")));
}

Testimony Probe::testify() { return read_testimony(request(erl::tuple({erl::atom("testify")}))); }

void Probe::finish_call() {
  request(erl::tuple({erl::atom("finish")}));
  assembled_ = true;
}

}  // namespace slipway::project
