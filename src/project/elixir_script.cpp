#include "project/elixir_script.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "project/working_folder.hpp"

namespace slipway::project {
namespace {

constexpr std::size_t kLargestReport = std::size_t{256} << 20;

FileDescriptor memory_file(const char* name) {
  FileDescriptor file(::memfd_create(name, MFD_CLOEXEC));
  if (!file.is_open()) throw SystemError(errno, "memfd_create");
  return file;
}

std::string path_of(const FileDescriptor& file) { return "/proc/self/fd/" + std::to_string(file.get()); }

std::string content_of(const FileDescriptor& file, std::string_view what) {
  if (::lseek(file.get(), 0, SEEK_SET) < 0) throw SystemError(errno, "read " + std::string(what));
  return read_all(file, what, kLargestReport);
}

}  // namespace

ElixirAnswer run_elixir_script(std::string_view source, const std::string& task) {
  require_working_folder_for_elixir();
  const FileDescriptor script = memory_file("slipway_script.exs");
  write_all(script, source, "the script for Elixir");
  const FileDescriptor answer = memory_file("slipway_answer");
  const FileDescriptor printed = memory_file("slipway_output");
  const FileDescriptor nothing = open_file("/dev/null", O_RDONLY);

  // +Bd: Ctrl-C ends the VM as it ends us.
  std::vector<std::string> words = {"elixir", "--erl", "+Bd"};
  if (task.empty()) {
    words.insert(words.end(), {path_of(script), path_of(answer)});
  } else {
    words.insert(words.end(), {"-r", path_of(script), "-S", "mix", task, path_of(answer)});
  }
  ElixirAnswer result;
  try {
    result.status =
        ChildProcess::start(words, {script.get(), answer.get()},
                            {.input = nothing.get(), .output = printed.get(), .error = printed.get()})
            .wait();
  } catch (const SystemError& error) {
    if (error.error_number() != ENOENT) throw;
    result.has_elixir = false;
    return result;
  }
  result.bytes = content_of(answer, "what Elixir answers");
  result.output = content_of(printed, "what Elixir prints");
  return result;
}

}  // namespace slipway::project
