#include "launcher/system_erlang.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <optional>
#include <vector>

#include "base/error.hpp"
#include "base/file_descriptor.hpp"
#include "base/files.hpp"
#include "launcher/programs.hpp"

namespace slipway::launcher {
namespace {

/// Arguments are a few hundred bytes.
constexpr std::size_t kLargestOutput = std::size_t{1} << 20;
constexpr std::string_view kErtsPrefix = "/erts-";

/// The standard output of a program. Throws Error unless it ends with status 0.
std::string output_of(const std::string& program, std::vector<std::string> words,
                      const Environment& environment) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw SystemError(errno, "make a pipe");
  const FileDescriptor reading(ends[0]);
  FileDescriptor writing(ends[1]);
  words.insert(words.begin(), program);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, writing.get(), STDOUT_FILENO);
  pid_t child = 0;
  const int error = ::posix_spawn(&child, program.c_str(), &actions, nullptr, exec_pointers(words).data(),
                                  exec_pointers(environment.entries()).data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw SystemError(error, "execute " + program);
  writing = FileDescriptor();
  std::string output = read_all(reading, program, kLargestOutput);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    throw Error(program +
                ", asked for the Erlang that it starts (-emu_args_exit), failed; make it work, or assemble "
                "the release with its own ERTS");
  }
  return output;
}

}  // namespace

int major_version(std::string_view version) {
  int major = 0;
  std::from_chars(version.data(), version.data() + version.size(), major);
  return major;
}

SystemErlang read_emulator_arguments(std::string_view output, std::string erl) {
  SystemErlang erlang{std::move(erl), "", "", ""};
  std::string_view flag;
  while (!output.empty()) {
    const std::string_view line = output.substr(0, output.find('\n'));
    output.remove_prefix(std::min(line.size() + 1, output.size()));
    if (flag == "-root" && erlang.root.empty()) erlang.root = line;
    if (flag == "-bindir" && erlang.bindir.empty()) erlang.bindir = line;
    flag = line;
  }
  if (erlang.root.empty()) {
    throw Error(erlang.erl +
                " does not say where its Erlang is (-root is not among its -emu_args_exit); is it OTP's?");
  }
  const std::size_t at = erlang.bindir.rfind(kErtsPrefix);
  if (at != std::string::npos) {
    const std::size_t begin = at + kErtsPrefix.size();
    erlang.erts = erlang.bindir.substr(begin, erlang.bindir.find('/', begin) - begin);
  }
  return erlang;
}

SystemErlang find_system_erlang(const Environment& environment) {
  const std::optional<std::string> erl = find_program("erl", environment);
  if (!erl) {
    throw Error(
        "this release was assembled without ERTS (include_erts: false) and runs on the Erlang of the system, "
        "and there "
        "is no \"erl\" in PATH; install Erlang, or assemble the release with its own ERTS");
  }
  // Flags of the user could hold a -root of their own, or print something else.
  Environment plain = environment;
  for (const char* flags : {"ERL_AFLAGS", "ERL_FLAGS", "ERL_ZFLAGS"}) plain.set(flags, "");
  return read_emulator_arguments(output_of(*erl, {"-emu_args_exit"}, plain), *erl);
}

std::string check_erts(const SystemErlang& erlang, std::string_view expected) {
  if (erlang.erts.empty() || erlang.erts == expected) return "";
  std::string facts = "the release was assembled on ERTS " + std::string(expected) + ", and " + erlang.erl +
                      " starts ERTS " + erlang.erts + " in " + erlang.root;
  if (major_version(erlang.erts) == major_version(expected)) return facts;
  throw Error(facts + ", which is another OTP release; put an \"erl\" of ERTS " +
              std::to_string(major_version(expected)) +
              " first in PATH, or assemble the release on this one");
}

}  // namespace slipway::launcher
