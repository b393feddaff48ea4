#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "support/file_stamp.hpp"

namespace slipway {

/// What a file was made of: one other file, by a recipe. The same file by the same recipe gives the same
/// bytes.
struct Provenance {
  FileStamp source;
  std::string recipe;

  bool operator==(const Provenance&) const = default;
};

struct RecordedFile {
  /// Relative to the tree.
  std::string path;
  /// As it lay in the tree at the end of the run.
  FileStamp written;
  /// Nothing where it was not made of one file, or where a change of that file might not have shown.
  std::optional<Provenance> provenance;
};

/// What a run left in a tree, sorted by path.
///
///   record  = recipes:16 { text } files:32 { file }
///   file    = path:text written:stamp recipe:16 [ source:stamp ]
///   recipe  = an index into recipes, or 0xffff: no provenance, and no source
///   text    = length:32 bytes
using TreeRecord = std::vector<RecordedFile>;

std::string write_tree_record(const TreeRecord& record);
/// Throws Error that names `source` and the place where the record is not as above.
TreeRecord read_tree_record(std::string_view bytes, std::string_view source);

/// Sets `written` of every file from what lies in `tree`.
void take_stamps(TreeRecord& record, const std::filesystem::path& tree);
/// Whether everything in `tree` is as the record says. What the record does not name may be there, too.
bool is_unchanged(const TreeRecord& record, const std::filesystem::path& tree);

/// The tree of the previous run, as the source of files that need not be made again.
class ReusableFiles {
 public:
  ReusableFiles(const std::filesystem::path& tree, TreeRecord record);

  /// Makes `place` another name of the file `path` of that tree, if it isn't already; another file or link
  /// that stands there goes. False where the file of the tree has another provenance, was changed since,
  /// belongs to another user, or can't be linked.
  bool link(const std::string& path, const Provenance& provenance, const std::string& place) const;

 private:
  /// With "/" at its end.
  std::string tree_;
  TreeRecord record_;
};

}  // namespace slipway
