#include "cli/release_memory.hpp"

#include "base/byte_reader.hpp"
#include "base/byte_writer.hpp"
#include "base/error.hpp"
#include "erl/external.hpp"
#include "support/hash.hpp"
#include "support/output_folder.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTrees = "trees";
constexpr std::string_view kReleases = "releases";
constexpr std::string_view kSource = "what the last run remembered";

}  // namespace

ReleaseMemory::ReleaseMemory(std::optional<Cache> cache, const std::vector<std::string>& arguments)
    : cache_(std::move(cache)), key_(fs::current_path().native()) {
  for (const std::string& argument : arguments) {
    // Compiling everything anew gives the same, and so does saying less: `slipway build` asks for the release
    // with
    // --quiet, and for the image of the same release without.
    if (argument != "--force" && argument != "--quiet") key_ += '\0' + argument;
  }
}

void ReleaseMemory::add_written(project::FingerprintBuilder& inputs) const {
  if (!cache_) return;
  inputs.add_written(cache_->folder());
  inputs.add_written(cache_->folder().parent_path());
}

std::optional<ReleaseSummary> ReleaseMemory::unchanged_release() const {
  if (!cache_) return std::nullopt;
  try {
    const std::optional<std::string> entry = cache_->get(kReleases, key_);
    if (!entry) return std::nullopt;
    ByteReader in(*entry, kSource);
    const fs::path target = in.text("a path");
    const std::uint64_t hash_of_files = in.u64("a hash");
    const std::string_view summary = in.text("a summary");
    if (!project::still_holds(project::read_fingerprint(in.take(in.remaining(), "a fingerprint"), kSource)))
      return std::nullopt;
    const std::optional<std::string> files = cache_->get(kTrees, target.native());
    if (!files || hash_of(*files) != hash_of_files || !OutputFolder::is_at_rest(target) ||
        !is_unchanged(read_tree_record(*files, kSource), target))
      return std::nullopt;
    return read_release_summary(erl::decode_external(summary, kSource));
  } catch (const Error&) {
    return std::nullopt;  // the run tells what is wrong
  } catch (const fs::filesystem_error&) {
    return std::nullopt;
  }
}

void ReleaseMemory::remember(const RememberedRelease& release) const {
  if (!cache_) return;
  ByteWriter out;
  out.text(release.target.native());
  out.u64(release.hash_of_files);
  out.text(erl::encode_external(to_term(release.summary)));
  out.bytes(project::write_fingerprint(release.fingerprint));
  cache_->put(kReleases, key_, std::move(out).finish());
}

std::optional<ReusableFiles> ReleaseMemory::files_in(const fs::path& target) const {
  const std::optional<std::string> record = cache_ ? cache_->get(kTrees, target.native()) : std::nullopt;
  if (!record) return std::nullopt;
  try {
    return ReusableFiles(target, read_tree_record(*record, kSource));
  } catch (const Error&) {
    return std::nullopt;  // every file is made anew
  }
}

std::uint64_t ReleaseMemory::remember_files(const fs::path& target, const TreeRecord& files) const {
  if (!cache_) return 0;
  const std::string record = write_tree_record(files);
  cache_->put(kTrees, target.native(), record);
  return hash_of(record);
}

}  // namespace slipway::cli
