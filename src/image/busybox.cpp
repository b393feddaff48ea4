#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/error.hpp"
#include "base/file_descriptor.hpp"
#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "image/elf.hpp"
#include "image/shell_needs.hpp"

namespace slipway::image {
namespace {

constexpr std::string_view kRemedy =
    "; `apt install busybox-static` brings it, and shell = \"none\" of [image] does without";
constexpr std::size_t kLongestList = 65'536;

/// `busybox --list`: a name on each line.
std::set<std::string> applets_of(const std::filesystem::path& busybox) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw SystemError(errno, "make a pipe");
  const FileDescriptor input(ends[0]);
  FileDescriptor output(ends[1]);
  ChildProcess child =
      ChildProcess::start({busybox.string(), "--list"}, {}, {.input = -1, .output = output.get()});
  output.close();
  const std::string text = read_all(input, busybox.string() + " --list", kLongestList);
  if (const ExitStatus status = child.wait(); !status.success()) {
    throw Error(concat({busybox.string(), " --list ", status.describe(), kRemedy}));
  }
  std::set<std::string> applets;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    applets.insert(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return applets;
}

void check_is_static(const std::filesystem::path& busybox) {
  const std::optional<std::string> content = read_file_if_exists(busybox.string());
  if (!content) {
    throw Error(concat({"the image needs a shell, and ", busybox.string(), " is not there", kRemedy}));
  }
  if (!read_elf(*content, busybox.string()).interpreter.empty()) {
    throw Error(concat({busybox.string(), " needs shared libraries", kRemedy}));
  }
}

}  // namespace

FileTree busybox_files(const std::set<std::string>& words, bool all, const std::filesystem::path& busybox) {
  check_is_static(busybox);
  FileTree files;
  files.add_file("bin/busybox", 0755, busybox);
  files.add_link("bin/sh", "busybox");
  for (const std::string& applet : applets_of(busybox)) {
    if (applet == "busybox" || applet == "sh" || (!all && !words.contains(applet))) continue;
    files.add_link("bin/" + applet, "busybox");
    // Scripts name it by this path.
    if (applet == "env") files.add_link("usr/bin/env", "/bin/busybox");
  }
  return files;
}

}  // namespace slipway::image
