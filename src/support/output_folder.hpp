#pragma once

#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "base/file_descriptor.hpp"
#include "support/tree_entries.hpp"

namespace slipway {

/// A release folder that is replaced as a whole. The new tree is written into a staging folder and exchanged
/// with the target in one step (renameat2, RENAME_EXCHANGE). Of what the target held, the files that the
/// manifest of the same version lists go; everything else (other versions, tmp/ with a daemon's pipes, the
/// user's files) moves across.
///
/// Where somebody made an entry of the same name between the exchange and the move, both are kept: his own
/// that was there before gets the name `PATH.before-release`.
///
/// Beside the target `DIR/NAME` stand `DIR/.NAME.slipway.lock` (one run at a time), and while a run lasts
/// `DIR/.NAME.slipway.staging` and `.trash`. A run that was killed leaves them; the next one finishes the
/// move or removes them.
///
/// Where it is wished, what is left of the old tree stays as `DIR/.NAME.slipway.spare` (mode 0700), and the
/// next run makes its new tree of that: where little changes, little is written. Most of its files are
/// further names of those in the target.
///
/// Where the folder can't be exchanged (a mount point, a folder of a lower overlay layer, a parent that can't
/// be written), files are renamed into it one by one, those that switch the version over last; stale files go
/// behind that.
///
/// docs/crash-safety.md says what holds where a run is killed or a call fails.
class OutputFolder {
 public:
  enum class OldTree { kGoes, kStaysAsSpare };

  /// Throws Interrupted where a signal comes while it waits (note_interruptions). Takes the lock, finishes or
  /// clears away what an interrupted run left, and makes an empty staging folder. `on_wait` is called where
  /// another run holds the lock. `version` names the folder below releases/ that this run will write.
  OutputFolder(std::filesystem::path target, std::string version, const std::function<void()>& on_wait,
               OldTree old_tree = OldTree::kGoes);
  OutputFolder(const OutputFolder&) = delete;
  OutputFolder& operator=(const OutputFolder&) = delete;
  /// Without commit(): removes the staging folder and leaves the target as it was.
  ~OutputFolder();

  /// Whether nobody writes to the release at this moment, and no run was interrupted there. `target` is as
  /// target() gives it.
  static bool is_at_rest(const std::filesystem::path& target);

  const std::filesystem::path& staging() const { return staging_; }
  /// What stood in the staging folder when it was made: a spare tree that must not be trusted.
  const TreeEntries& earlier() const { return earlier_; }
  /// Canonical but for its last name.
  const std::filesystem::path& target() const { return target_; }

  /// Publishes the staging folder. `written` are the files in it, sorted; the manifest is written here.
  /// Nothing has changed where this throws before the exchange, as it does where a folder of the user stands
  /// in a file's place.
  void commit(const std::vector<std::string>& written);

  /// What lies in the published release but for folders and all of tmp/, where a running node writes; sorted.
  std::vector<std::string> published_files() const;
  /// The absolute paths of what was kept under another name.
  const std::vector<std::string>& kept_aside() const { return kept_aside_; }
  /// Makes these files, which came after commit(), part of this version: they go with it.
  void adopt(std::vector<std::string> paths);

 private:
  /// Tells a staging folder, with the version that it holds, from an old tree that is being moved out of.
  static constexpr const char* kStagingMark = ".slipway.staging";

  using Paths = std::set<std::string, std::less<>>;

  /// Which paths of the old tree do not move: files that its manifest lists, and files that the new tree has.
  struct Move {
    Paths leaving;
    Paths published;
  };

  void choose_places();
  void take_lock(const std::function<void()>& on_wait);
  void recover();
  void make_staging();
  bool take_spare();
  void put_by_or_discard();
  void discard(const std::filesystem::path& folder);
  bool exchange();
  void replace_file_by_file(const std::vector<std::string>& written, const Paths& stale);
  void remove_stale(const std::string& path, const Paths& kept_folders);
  void replace_manifest(const std::vector<std::string>& paths);
  void finish_move(const std::string& version, const std::vector<std::string>& published);
  void drain(const std::string& folder, const Move& move);
  void drain_file(const std::string& path, const Move& move);
  void drain_folder(const std::string& path, const Move& move);
  void keep_aside(const std::string& path);
  std::string manifest_path() const;
  static std::vector<std::string> manifest_of(const std::filesystem::path& tree, const std::string& version);
  Paths leaving_files(const std::filesystem::path& old_tree, const std::string& version) const;
  void refuse_conflicts(const std::vector<std::string>& written, const Paths& leaving) const;

  std::filesystem::path target_;
  std::string version_;
  OldTree old_tree_;
  bool beside_ = true;
  std::filesystem::path staging_;
  std::filesystem::path trash_;
  std::filesystem::path spare_;
  std::filesystem::path lock_path_;
  FileDescriptor lock_;
  TreeEntries earlier_;
  std::vector<std::string> kept_aside_;
  bool committed_ = false;
};

}  // namespace slipway
