#include <deque>

#include "base/files.hpp"
#include "fuzz_support.hpp"
#include "image/layered_root.hpp"
#include "image/placement.hpp"
#include "support/tar_writer.hpp"

using namespace slipway;

namespace {

std::string lower_layer() {
  std::string bytes;
  TarWriter tar(0, [&](std::string_view part) { bytes += part; });
  tar.add_link("bin", "usr/bin");
  tar.add_file("etc/passwd", 0644, "root");
  tar.add_file("usr/bin/sh", 0755, "shell");
  tar.finish();
  return bytes;
}

ByteSource source_of(std::string_view bytes) {
  return [bytes, is_given = false]() mutable {
    return std::exchange(is_given, true) ? std::string_view() : bytes;
  };
}

/// Everything that is listed can be looked at; what is no folder has nothing in it.
void look_at_everything(const image::LayeredRoot& root) {
  std::deque<std::string> folders = {""};
  while (!folders.empty()) {
    const std::string folder = folders.front();
    folders.pop_front();
    std::string previous;
    for (const std::string& name : root.list(folder.empty() ? "/" : folder)) {
      fuzz::require(previous < name, "names are sorted, each once");
      fuzz::require(name != "." && name != ".." && name.find('/') == std::string::npos, "a name is one");
      previous = name;
      const std::string path = folder + "/" + name;
      const auto node = root.look(path);
      if (node && node->kind == image::FileEntry::Kind::kFolder) {
        folders.push_back(path);
      } else {
        fuzz::require(root.list(path).empty(), "only folders hold something");
      }
      fuzz::allowing_errors([&] {
        if (const auto resolved = root.resolve(path)) {
          fuzz::require((*resolved + "/").find("/../") == std::string::npos, "no link leads out of the root");
        }
      });
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string lower = lower_layer();
  const std::string_view upper = fuzz::bytes(data, size);
  fuzz::allowing_errors([&] {
    const image::LayeredRoot root({{.name = "lower", .open = [&] { return source_of(lower); }},
                                   {.name = "upper", .open = [&] { return source_of(upper); }}},
                                  "/nowhere");
    look_at_everything(root);
    image::FileTree tree;
    tree.add_text("bin/app", 0755, "");
    tree.add_text("etc/app/config", 0644, "");
    image::Placement placement(root);
    for (const auto& [path, entry] : placement.place(tree).entries()) {
      const auto node = root.look("/" + path);
      fuzz::require(!node || (node->kind == image::FileEntry::Kind::kFolder) ==
                                 (entry.kind == image::FileEntry::Kind::kFolder),
                    "what is a folder stays one");
    }
  });
  return 0;
}
