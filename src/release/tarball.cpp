#include "release/tarball.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>

#include "base/digits.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/interruption.hpp"
#include "support/gzip.hpp"
#include "support/manifest.hpp"
#include "support/tar_writer.hpp"
#include "support/tree_writer.hpp"

namespace slipway::release {
namespace {

namespace fs = std::filesystem;

// What an 11-digit octal number holds: until 2242.
constexpr std::int64_t kLatestTime = (std::int64_t{1} << 33) - 1;

// reproducible-builds.org/specs/source-date-epoch.
std::int64_t archive_time() {
  const char* text = std::getenv("SOURCE_DATE_EPOCH");
  if (text == nullptr || *text == '\0') return 0;
  const auto time = decimal_number<std::int64_t>(text);
  if (!time || *time < 0 || *time > kLatestTime) {
    throw Error("SOURCE_DATE_EPOCH is \"" + std::string(text) +
                "\"; it must be a number of seconds since 1970");
  }
  return *time;
}

/// What goes into the archive, by its path there: each file and folder once, in the order of bytes.
class Content {
 public:
  explicit Content(const fs::path& root) : root_(root) {}

  /// Adds a file or a folder with all below it; what does not exist is left out.
  void add(const std::string& path) {
    struct stat status {};
    if (::stat((root_ / path).c_str(), &status) != 0) {
      const int error = errno;
      if (error == ENOENT && ::lstat((root_ / path).c_str(), &status) != 0) return;
      throw SystemError(error, "archive " + (root_ / path).string());
    }
    modes_[path] = status.st_mode;
    if (!S_ISDIR(status.st_mode)) return;
    if (path.size() > kLongestPath) throw Error((root_ / path).string() + ": links lead round in a circle");
    for (const std::string& name : sorted_names(root_ / path)) add(path + "/" + name);
  }
  void remove(const std::string& path) { modes_.erase(path); }

  void write(TarWriter& tar) const {
    for (const auto& [path, mode] : modes_) {
      throw_if_interrupted();
      if (S_ISDIR(mode)) {
        tar.add_folder(path, mode);
      } else {
        tar.add_file_from(path, mode, root_ / path);
      }
    }
  }

 private:
  /// PATH_MAX of Linux.
  static constexpr std::size_t kLongestPath = 4096;

  fs::path root_;
  std::map<std::string, mode_t> modes_;
};

Content content_of(const MixRelease& release) {
  Content content(release.path);
  content.add("bin");
  content.add(release.version_folder());
  if (release.erts.folder) content.add("erts-" + release.erts.version);
  for (const SelectedApplication& application : release.applications) {
    // Those of OTP can be there for another version.
    if (application.is_otp && !release.erts.folder) continue;
    content.add("lib/" + application.name + "-" + application.resource.version);
  }
  for (const std::string& name : sorted_names(release.path / "releases")) {
    if (!fs::is_directory(release.path / "releases" / name)) content.add("releases/" + name);
  }
  for (const std::string& overlay : release.overlays) content.add(overlay);
  // It says what may go from this folder, and nothing of another one.
  content.remove(release.version_folder() + "/" + std::string(kManifestName));
  return content;
}

}  // namespace

fs::path tarball_path(const MixRelease& release, const fs::path& build_path) {
  const bool usual = release.path == build_path / "rel" / release.name;
  return (usual ? build_path : release.path) / (release.name + "-" + release.version + ".tar.gz");
}

Tarball make_tarball(const MixRelease& release, const fs::path& build_path) {
  const fs::path path = tarball_path(release, build_path);
  const Content content = content_of(release);
  const fs::path unfinished = path.string() + ".slipway";
  std::error_code ignored;  // creating it says what is wrong
  fs::remove(unfinished, ignored);
  FileDescriptor file = open_file(unfinished, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0644);
  std::uint64_t bytes = 0;
  try {
    GzipWriter compressed([&](std::string_view part) {
      write_all(file, part, unfinished.string());
      bytes += part.size();
    });
    TarWriter tar(archive_time(), [&](std::string_view part) { compressed.write(part); });
    content.write(tar);
    tar.finish();
    compressed.finish();
    with_context(unfinished.string(), [&] { file.close(); });
    if (::rename(unfinished.c_str(), path.c_str()) != 0)
      throw SystemError(errno, "rename " + unfinished.string() + " to " + path.string());
  } catch (...) {
    fs::remove(unfinished, ignored);
    throw;
  }
  return {path, bytes};
}

}  // namespace slipway::release
