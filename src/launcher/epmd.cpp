#include "launcher/epmd.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "base/digits.hpp"
#include "base/error.hpp"
#include "base/file_descriptor.hpp"
#include "base/text.hpp"
#include "launcher/programs.hpp"
#include "launcher/words.hpp"

namespace slipway::launcher {
namespace {

bool answers(std::uint16_t port) {
  const FileDescriptor connection(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!connection.is_open()) return false;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return ::connect(connection.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

/// Runs a program up to its end; gives errno where it could not be executed.
int run(const std::string& program, const std::vector<std::string>& arguments,
        const Environment& environment) {
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  pid_t child = 0;
  const int error = ::posix_spawn(&child, program.c_str(), &actions, nullptr, exec_pointers(arguments).data(),
                                  exec_pointers(environment.entries()).data());
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return error;
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return 0;
}

}  // namespace

std::uint16_t port_number(std::string_view text, std::string_view source) {
  const auto port = decimal_number<std::uint16_t>(text);
  if (!port || *port == 0) {
    throw Error(concat({source, " is \"", text, "\"; a port is a number from 1 to 65535"}));
  }
  return *port;
}

void ensure_epmd(std::string_view port, const std::optional<std::string>& command, const std::string& bindir,
                 const Environment& environment) {
  if (answers(port_number(port, kSourceOfEpmdPort))) return;
  std::vector<std::string> words = {bindir + "/epmd", "-daemon"};
  if (command) words = split_erl_words(*command, Comments::kNone);
  if (words.empty()) throw Error("-epmd has an empty value; it takes a program and its arguments");

  const std::string program = find_program(words.front(), environment).value_or(words.front());
  // The VM knows the port as an argument; the daemon reads it from this variable.
  Environment with_port = environment;
  with_port.set("ERL_EPMD_PORT", port);
  const int error = run(program, words, with_port);
  if (error != 0) {
    throw SystemError(error,
                      "can't start the port mapper daemon " + program +
                          "; a distributed node needs it unless it is started with \"-start_epmd false "
                          "-erl_epmd_port PORT\" (in vm.args and remote.vm.args)");
  }
}

}  // namespace slipway::launcher
