#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "base/error.hpp"
#include "base/file_descriptor.hpp"
#include "base/files.hpp"
#include "base/process.hpp"
#include "base/programs.hpp"
#include "base/text.hpp"
#include "registry/credentials.hpp"

namespace slipway::registry {
namespace {

constexpr std::size_t kLargestAnswer = std::size_t{1} << 20;
constexpr std::size_t kLongestMessage = 300;
/// docker-credential-helpers, credentials/error.go.
constexpr std::string_view kNotFound = "credentials not found";

struct Pipe {
  FileDescriptor read;
  FileDescriptor write;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw SystemError(errno, "make a pipe");
  return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

/// The name becomes part of a program's: it comes from a file, and stays in PATH's folders.
void check_name(const std::string& name) {
  if (name.find('/') == std::string::npos) return;
  throw Error(
      concat({"a credential helper is named by the end of its program's name, such as \"pass\", not \"", name,
              "\""}));
}

}  // namespace

std::optional<Credentials> ask_credential_helper(const std::string& name, const std::string& server) {
  check_name(name);
  const std::string program = "docker-credential-" + name;
  const char* path = std::getenv("PATH");
  if (!find_program(program, path == nullptr ? "/usr/bin:/bin" : path)) {
    throw Error(concat({"the credentials for ", server, " are kept by the program ", program,
                        ", which is not in PATH; install it, or use --username and --password-stdin"}));
  }
  Pipe input = make_pipe();
  Pipe output = make_pipe();
  ChildProcess child =
      ChildProcess::start({program, "get"}, {}, {.input = input.read.get(), .output = output.write.get()});
  input.read.close();
  output.write.close();
  try {
    write_all(input.write, server, program);
  } catch (const SystemError& error) {
    if (error.error_number() != EPIPE) throw;  // it needs no input to say what it says
  }
  input.write.close();
  const std::string answer = read_all(output.read, program, kLargestAnswer);
  const ExitStatus status = child.wait();
  if (status.success()) return read_helper_answer(answer, program);
  if (answer.find(kNotFound) != std::string::npos) return std::nullopt;
  throw Error(concat({program, " ", status.describe(), " when it was asked for ", server, ": ",
                      answer.substr(0, kLongestMessage)}));
}

}  // namespace slipway::registry
