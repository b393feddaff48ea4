#include <sys/stat.h>

#include <cerrno>
#include <string_view>

#include "base/error.hpp"
#include "base/files.hpp"
#include "support/output_folder.hpp"
#include "support/tree_entries.hpp"

namespace slipway {

namespace fs = std::filesystem;

void OutputFolder::make_staging() {
  if (take_spare()) return;
  discard(spare_);
  if (::mkdir(staging_.c_str(), 0755) != 0) throw SystemError(errno, "make the folder " + staging_.string());
  if (::chmod(staging_.c_str(), 0755) != 0) throw SystemError(errno, "set the mode of " + staging_.string());
  create_file(staging_ / kStagingMark, version_, 0644);
}

// Without a release in place there is nothing that a file of the spare tree could be proved by.
bool OutputFolder::take_spare() {
  if (old_tree_ == OldTree::kGoes || !beside_ || kind_of(spare_) != Kind::kFolder ||
      kind_of(target_) != Kind::kFolder)
    return false;
  const fs::path mark = spare_ / kStagingMark;
  if (kind_of(mark) != Kind::kMissing) return false;  // an earlier run was killed right here
  try {
    earlier_ = list_tree(spare_);
  } catch (const Error&) {
    return false;
  }
  // While it has its old name: a staging folder without the mark would be taken for an old tree with files of
  // the user.
  create_file(mark, version_, 0644);
  if (::chmod(spare_.c_str(), 0755) != 0) throw SystemError(errno, "set the mode of " + spare_.string());
  rename_or_throw(spare_, staging_);
  return true;
}

// The old tree, of which nothing is left that is the user's. It gets another root: who has worked in the old
// one must not go on writing where nothing is kept.
void OutputFolder::put_by_or_discard() {
  if (old_tree_ == OldTree::kGoes || !beside_ || kind_of(spare_) != Kind::kMissing) return discard(staging_);
  // The manifest lies in the last one. It tells the next run, if this one is killed, that the others go.
  constexpr std::string_view kLast = "releases";
  if (::mkdir(spare_.c_str(), 0700) != 0) throw SystemError(errno, "make the folder " + spare_.string());
  for (const TreeEntry& entry : entries_of(staging_)) {
    if (entry.name != kLast) rename_or_throw(staging_ / entry.name, spare_ / entry.name);
  }
  if (kind_of(staging_ / kLast) != Kind::kMissing) rename_or_throw(staging_ / kLast, spare_ / kLast);
  discard(staging_);
}

}  // namespace slipway
