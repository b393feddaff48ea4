#include "assets/digest.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "assets/cache_manifest.hpp"
#include "assets/hashes.hpp"
#include "assets/names.hpp"
#include "assets/output_files.hpp"
#include "assets/references.hpp"
#include "assets/static_files.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "support/file_stamp.hpp"
#include "support/gzip_members.hpp"
#include "support/json_reader.hpp"
#include "support/parallel.hpp"

namespace slipway::assets {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlock = std::size_t{256} << 10;
/// libdeflate: on 20 MB of text, 9 takes four times as long and saves 1.3 %.
constexpr int kLevel = 6;

struct Asset {
  /// Relative to the input folder; so is the digested name.
  std::string path;
  std::string digested = {};
  AssetHasher::Hashes hashes = {};
  FileStamp stamp = {};
  /// Of the kinds that name other files; empty for the others, which may be large.
  std::string content = {};

  std::string_view name() const { return std::string_view(path).substr(path.rfind('/') + 1); }
  std::string folder() const {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? "." : path.substr(0, slash);
  }
};

bool names_others(std::string_view name) {
  const std::string_view extension = extension_of(name);
  return extension == ".css" || extension == ".js" || extension == ".map";
}

FileStamp stamp(const fs::path& path) {
  const std::optional<FileStamp> stamp = stamp_behind_links(path.string());
  if (!stamp) throw SystemError(ENOENT, "look at " + path.string());
  return *stamp;
}

Asset read_asset(const fs::path& input, std::string relative) {
  Asset asset{.path = std::move(relative)};
  const std::string path = (input / asset.path).string();
  asset.stamp = stamp(path);
  if (names_others(asset.name())) {
    asset.content = read_file(path);
    asset.hashes = hashes_of(asset.content);
  } else {
    const FileDescriptor file = open_file(path, O_RDONLY);
    AssetHasher hasher;
    std::vector<char> block(kBlock);
    while (true) {
      const ssize_t count = ::read(file.get(), block.data(), block.size());
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) throw SystemError(errno, "read " + path);
      if (count == 0) break;
      hasher.update({block.data(), static_cast<std::size_t>(count)});
    }
    asset.hashes = hasher.finish();
  }
  const std::string folder = asset.folder();
  asset.digested = concat({folder == "." ? "" : folder + "/", digested_name(asset.name(), asset.hashes.md5)});
  return asset;
}

/// "app.js.map" has the digest of "app.js", so that who has the one finds the other.
void pair_source_maps(std::vector<Asset>& assets) {
  std::map<std::string_view, const Asset*> by_path;
  for (const Asset& asset : assets) by_path.emplace(asset.path, &asset);
  constexpr std::string_view kMap = ".map";
  // Backwards, as "app.js.map.map" has the name that "app.js.map" had before.
  for (auto asset = assets.rbegin(); asset != assets.rend(); ++asset) {
    if (extension_of(asset->name()) != kMap) continue;
    const auto of = by_path.find(std::string_view(asset->path).substr(0, asset->path.size() - kMap.size()));
    if (of == by_path.end()) continue;
    asset->digested = concat({of->second->digested, kMap});
    asset->hashes.md5 = of->second->hashes.md5;
  }
}

std::string digested_content(const Asset& asset, const Referrer& referrer) {
  const std::string_view extension = extension_of(asset.name());
  if (extension == ".css") return rewrite_stylesheet(asset.content, referrer);
  if (extension == ".js") return rewrite_script(asset.content, referrer);
  return rewrite_source_map(asset.content, referrer);
}

/// The manifest is JSON, which holds no other names.
void require_utf8(const fs::path& path) {
  const std::string source = "a name";
  const std::string text = write_json_compact(Json(path.string()));
  if (read_json(text, source) == Json(path.string())) return;
  throw Error(concat(
      {"the name of ", path.string(), " is not UTF-8, and no address can stand for it; rename the file"}));
}

bool are_same(const fs::path& one, const fs::path& other) {
  std::error_code error;
  return fs::equivalent(one, other, error) && !error;
}

class Digester {
 public:
  explicit Digester(const DigestWish& wish)
      : wish_(wish), output_(wish.output), is_in_place_(are_same(wish.input, output_.folder())) {}

  Digested run() {
    const StaticFiles found =
        find_static_files(wish_.input, is_in_place_ ? LinksOut::kLeaveOut : LinksOut::kFollow);
    for (const std::string& folder : found.left_out) {
      digested_.warnings.push_back(concat({(wish_.input / folder).string(), " leads out of ",
                                           wish_.input.string(), "; its files are left alone"}));
    }
    for (const std::string& path : found.paths) require_utf8(wish_.input / path);
    assets_.resize(found.paths.size());
    parallel_for(assets_.size(),
                 [&](std::size_t index) { assets_[index] = read_asset(wish_.input, found.paths[index]); });
    pair_source_maps(assets_);
    for (const Asset& asset : assets_) {
      latest_.emplace(asset.path, asset.digested);
      digested_.size += asset.hashes.size;
    }
    write_files();
    write_manifest();
    digested_.files = assets_.size();
    digested_.written = written_;
    return std::move(digested_);
  }

 private:
  void write_files() {
    std::set<std::string> folders;
    for (const Asset& asset : assets_) folders.insert(asset.folder());
    for (const std::string& folder : folders) output_.make_folder(folder);
    parallel_for(assets_.size(), [&](std::size_t index) { write(assets_[index]); });
  }

  void write(Asset& asset) {
    const AssetHasher::Hashes original = asset.hashes;
    const fs::path source = wish_.input / asset.path;
    if (names_others(asset.name())) {
      const std::string content =
          digested_content(asset, {.latest = latest_, .folder = asset.folder(), .with_vsn = wish_.with_vsn});
      count(output_.put(asset.digested, content));
      if (!is_in_place_) count(output_.put(asset.path, asset.content));
      const AssetHasher::Hashes rewritten = content == asset.content ? original : hashes_of(content);
      if (content == asset.content) {
        if (needs_compressing(asset)) compress_both(asset, asset.content);
      } else {
        compress(asset.path, original, asset.content);
        compress(asset.digested, rewritten, content);
      }
      asset.hashes.sha512 = rewritten.sha512;
      asset.content.clear();
      return;
    }
    count(output_.put_copy(asset.digested, source));
    if (!is_in_place_) count(output_.put_copy(asset.path, source));
    if (needs_compressing(asset)) compress_both(asset, read_file(source.string()));
    if (stamp(source) != asset.stamp) {
      throw Error(concat({source.string(), " was changed while it was digested; digest again"}));
    }
  }

  void compress(const std::string& path, const AssetHasher::Hashes& hashes, std::string_view content) {
    const std::string target = concat({path, kCompressedExtension});
    if (!is_compressible(path) || output_.is_compressed_of(target, hashes.crc32, hashes.size)) return;
    count(output_.put(target, gzip_member(content, kLevel)));
  }

  bool needs_compressing(const Asset& asset) const {
    const auto is_of_it = [&](const std::string& path) {
      return output_.is_compressed_of(concat({path, kCompressedExtension}), asset.hashes.crc32,
                                      asset.hashes.size);
    };
    return is_compressible(asset.name()) && !(is_of_it(asset.path) && is_of_it(asset.digested));
  }

  /// The original and a digested copy with the same content.
  void compress_both(const Asset& asset, std::string_view content) {
    const std::string packed = gzip_member(content, kLevel);
    for (const std::string& path : {asset.path, asset.digested}) {
      count(output_.put(concat({path, kCompressedExtension}), packed));
    }
  }

  void write_manifest() {
    const CacheManifest before = read_cache_manifest(output_.folder());
    CacheManifest manifest{.latest = latest_, .digests = {}};
    for (const Asset& asset : assets_) {
      manifest.digests[asset.digested] = {.logical_path = asset.path,
                                          .mtime = wish_.time + kGregorianEpoch,
                                          .size = static_cast<std::int64_t>(asset.hashes.size),
                                          .digest = asset.hashes.md5,
                                          .sha512 = asset.hashes.sha512};
    }
    std::set<std::string_view> replaced;
    for (const auto& [name, digested] : before.latest) replaced.insert(digested);
    for (const auto& [path, entry] : before.digests) {
      const auto present = manifest.digests.find(path);
      if (present != manifest.digests.end()) {
        present->second.mtime = entry.mtime;
      } else if (fs::exists(output_.folder() / path)) {
        DigestEntry& old = manifest.digests[path] = entry;
        if (replaced.contains(path)) old.mtime = wish_.now + kGregorianEpoch;
      }
    }
    count(output_.put(std::string(kManifestName), write_cache_manifest(manifest)));
  }

  void count(bool written) {
    if (written) ++written_;
  }

  const DigestWish& wish_;
  OutputFiles output_;
  bool is_in_place_;
  std::vector<Asset> assets_;
  Latest latest_;
  std::atomic<std::size_t> written_ = 0;
  Digested digested_;
};

}  // namespace

Digested digest(const DigestWish& wish) { return Digester(wish).run(); }

}  // namespace slipway::assets
