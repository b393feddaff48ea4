#include "cli/cache_command.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/sizes.hpp"
#include "support/cache.hpp"
#include "support/file_lock.hpp"
#include "support/json.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<OptionSpec, 1> kOptions = {{{"--json", "", "print what lies there as JSON"}}};

constexpr std::string_view kDetails =
    "What Slipway keeps from run to run, in $XDG_CACHE_HOME/slipway (~/.cache/slipway). `show` tells what "
    "lies\n"
    "there, `clean` deletes it: nothing is lost but time. Other runs may go on meanwhile.\n";

constexpr std::string_view kRegistryFolder = "registry";

struct Kept {
  std::string folder;
  std::string_view description;
  std::size_t files = 0;
  std::uint64_t bytes = 0;
};

std::string_view description_of(const std::string& folder) {
  if (folder == "image") return "layers of images, and what was read of bases";
  if (folder == kRegistryFolder) return "images of registries";
  return "what earlier runs have found out";
}

/// A file that has several names counts once.
void count(const fs::path& folder, Kept& kept) {
  std::set<std::pair<dev_t, ino_t>> seen;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    struct stat status {};
    if (::lstat(entry->path().c_str(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
    if (!seen.emplace(status.st_dev, status.st_ino).second) continue;
    ++kept.files;
    kept.bytes += static_cast<std::uint64_t>(status.st_size);
  }
}

std::vector<Kept> all_kept(const fs::path& cache) {
  std::vector<Kept> all;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(cache, error)) {
    if (!entry.is_directory()) continue;
    const std::string name = entry.path().filename().string();
    all.push_back({.folder = name, .description = description_of(name)});
    count(entry.path(), all.back());
  }
  std::sort(all.begin(), all.end(), [](const Kept& a, const Kept& b) { return a.folder < b.folder; });
  return all;
}

void print(const std::string& text) {
  if (std::fputs(text.c_str(), stdout) < 0) throw SystemError(errno, "write the result");
}

void show(const fs::path& cache, bool is_json) {
  const std::vector<Kept> all = all_kept(cache);
  std::uint64_t total = 0;
  std::string text = cache.string() + "\n";
  Json::Array entries;
  for (const Kept& kept : all) {
    total += kept.bytes;
    std::string size = size_text(kept.bytes);
    size.insert(0, 10 - std::min<std::size_t>(10, size.size()), ' ');
    text += concat({"  ", size, "  ", kept.folder, ": ", kept.description, ", ", std::to_string(kept.files),
                    kept.files == 1 ? " file\n" : " files\n"});
    entries.push_back(Json::Object{{"folder", kept.folder},
                                   {"description", kept.description},
                                   {"files", static_cast<std::int64_t>(kept.files)},
                                   {"bytes", static_cast<std::int64_t>(kept.bytes)}});
  }
  if (is_json) {
    print(write_json(Json::Object{{"folder", cache.string()},
                                  {"bytes", static_cast<std::int64_t>(total)},
                                  {"entries", std::move(entries)}}));
  } else {
    print(text + size_text(total) + " in all\n");
  }
}

/// Images that someone fetches at the moment stay.
void clean_registry(const fs::path& folder) {
  std::error_code error;
  for (const fs::directory_entry& image : fs::directory_iterator(folder / "images", error)) {
    const auto lock = FileLock::try_once(folder / "locks" / image.path().filename());
    if (lock) fs::remove_all(image.path());
  }
}

void clean(const fs::path& cache, bool is_json) {
  std::uint64_t before = 0;
  for (const Kept& kept : all_kept(cache)) before += kept.bytes;
  for (const Kept& kept : all_kept(cache)) {
    if (kept.folder == kRegistryFolder) {
      clean_registry(cache / kept.folder);
    } else {
      fs::remove_all(cache / kept.folder);
    }
  }
  std::uint64_t after = 0;
  for (const Kept& kept : all_kept(cache)) after += kept.bytes;
  const std::uint64_t freed = before > after ? before - after : 0;
  if (is_json) {
    print(write_json(Json::Object{{"folder", cache.string()}, {"freed", static_cast<std::int64_t>(freed)}}));
  } else {
    print(concat({size_text(freed), " freed in ", cache.string(), "\n"}));
  }
}

int run(const Arguments& arguments) {
  const std::string what = arguments.positional().value_or("show");
  if (what != "show" && what != "clean")
    throw UsageError(
        concat({"a cache can be shown or cleaned: slipway cache show, slipway cache clean, not ", what}));
  const std::optional<Cache> cache = Cache::open();
  if (!cache) throw Error("there is no cache: neither XDG_CACHE_HOME nor HOME names a folder of yours");
  if (what == "show") {
    show(cache->folder(), arguments.has("--json"));
  } else {
    clean(cache->folder(), arguments.has("--json"));
  }
  return 0;
}

}  // namespace

Command cache_command() {
  return {.name = "cache",
          .summary = "Show or delete what is kept from run to run",
          .details = kDetails,
          .positional = PositionalSpec{"ACTION", "show (default) or clean", "show clean"},
          .options = kOptions,
          .run = run};
}

}  // namespace slipway::cli
