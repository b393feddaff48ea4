#include "support/tree_record.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <utility>

#include "base/error.hpp"
#include "support/parallel.hpp"

namespace slipway {
namespace {

namespace fs = std::filesystem;

constexpr std::uint16_t kNoRecipe = std::numeric_limits<std::uint16_t>::max();
/// A path, its length, a stamp and a recipe: no file takes less.
constexpr std::size_t kSmallestFile = 4 + kStampBytes + 2;

}  // namespace

std::string write_tree_record(const TreeRecord& record) {
  std::vector<std::string> recipes;
  for (const RecordedFile& file : record) {
    if (file.provenance) recipes.push_back(file.provenance->recipe);
  }
  std::sort(recipes.begin(), recipes.end());
  recipes.erase(std::unique(recipes.begin(), recipes.end()), recipes.end());
  if (recipes.size() >= kNoRecipe) throw Error("a record of a tree holds at most 65,534 recipes");

  ByteWriter out;
  out.u16(static_cast<std::uint16_t>(recipes.size()));
  for (const std::string& recipe : recipes) out.text(recipe);
  out.u32(static_cast<std::uint32_t>(record.size()));
  for (const RecordedFile& file : record) {
    out.text(file.path);
    write_stamp(out, file.written);
    if (!file.provenance) {
      out.u16(kNoRecipe);
      continue;
    }
    const auto place = std::lower_bound(recipes.begin(), recipes.end(), file.provenance->recipe);
    out.u16(static_cast<std::uint16_t>(place - recipes.begin()));
    write_stamp(out, file.provenance->source);
  }
  return std::move(out).finish();
}

TreeRecord read_tree_record(std::string_view bytes, std::string_view source) {
  ByteReader in(bytes, source);
  std::vector<std::string> recipes(in.u16("a number of recipes"));
  for (std::string& recipe : recipes) recipe = in.text("a recipe");
  const std::uint32_t count = in.u32("a number of files");
  if (count > in.remaining() / kSmallestFile)
    in.fail("expected at most " + std::to_string(in.remaining() / kSmallestFile) + " files, found " +
            std::to_string(count));
  TreeRecord record(count);
  for (RecordedFile& file : record) {
    file.path = in.text("a path");
    if (&file != &record.front() && file.path <= (&file - 1)->path) in.fail("paths are not sorted");
    file.written = read_stamp(in);
    const std::uint16_t recipe = in.u16("a recipe's index");
    if (recipe == kNoRecipe) continue;
    if (recipe >= recipes.size()) in.fail("there is no recipe " + std::to_string(recipe));
    file.provenance = Provenance{read_stamp(in), recipes[recipe]};
  }
  if (!in.at_end()) in.fail("expected the end");
  return record;
}

void take_stamps(TreeRecord& record, const fs::path& tree) {
  const std::string root = (tree / "").native();
  parallel_for(record.size(), [&](std::size_t i) {
    record[i].written = stamp_of_entry(root + record[i].path).value_or(FileStamp());
  });
}

bool is_unchanged(const TreeRecord& record, const fs::path& tree) {
  const std::string root = (tree / "").native();
  std::atomic<bool> unchanged = true;
  parallel_for(record.size(), [&](std::size_t i) {
    if (unchanged && stamp_of_entry(root + record[i].path) != record[i].written) unchanged = false;
  });
  return unchanged;
}

ReusableFiles::ReusableFiles(const fs::path& tree, TreeRecord record)
    : tree_((tree / "").native()), record_(std::move(record)) {}

bool ReusableFiles::link(const std::string& path, const Provenance& provenance,
                         const std::string& place) const {
  const auto file =
      std::lower_bound(record_.begin(), record_.end(), path,
                       [](const RecordedFile& left, const std::string& right) { return left.path < right; });
  if (file == record_.end() || file->path != path || file->provenance != provenance) return false;
  const std::string old = tree_ + path;
  struct stat status {};
  if (::lstat(old.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return false;
  if (stamp_of(status) != file->written || status.st_uid != ::geteuid()) return false;
  struct stat there {};
  if (::lstat(place.c_str(), &there) == 0) {
    if (there.st_dev == status.st_dev && there.st_ino == status.st_ino) return true;
    if (::unlink(place.c_str()) != 0) return false;
  }
  return ::link(old.c_str(), place.c_str()) == 0;
}

}  // namespace slipway
