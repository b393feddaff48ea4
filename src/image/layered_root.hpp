#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "image/layer_index.hpp"
#include "image/layer_memory.hpp"
#include "image/root_view.hpp"
#include "oci/digest.hpp"
#include "oci/image.hpp"
#include "support/byte_source.hpp"
#include "support/staging.hpp"

namespace slipway::image {

/// A layer to look into.
struct RootLayer {
  /// In errors: "base, layer 2".
  std::string name;
  /// The uncompressed archive, from its begin each time.
  std::function<ByteSource()> open;
  /// Where it lies uncompressed in a file, that file; else what is read from it is unpacked first.
  std::optional<oci::FileRange> plain = {};
  /// What it must be the digest of.
  std::optional<oci::Digest> diff_id = {};
  /// What is known of it from earlier runs; then it is not read, and `verify` is called, where there is one,
  /// which throws Error where the layer's blob is not what the memory is of.
  std::optional<LayerMemory> memory = {};
  std::function<void()> verify = {};
};

/// What layers make together, the lowest first, as overlayfs shows it: entries of a layer hide those of lower
/// ones, but folders on folders, and whiteouts remove (OCI image specification 1.1, layer.md). A folder that
/// no entry stands for has the mode 0755. Where a layer has entries below what is a link in a lower one, a
/// folder takes the place of the link.
///
/// Held in memory are the paths, not the content: what is read of a compressed layer has it unpacked into a
/// file in `scratch` that goes with this value, unless its memory has it. Threads may read side by side.
class LayeredRoot final : public RootView {
 public:
  /// Above these, an image is refused: no real one comes near.
  static constexpr std::size_t kMostEntries = 1'000'000;
  static constexpr std::size_t kMostNameBytes = std::size_t{256} << 20;
  static constexpr std::uint64_t kLargestLayer = std::uint64_t{64} << 30;

  /// Without layers, an empty root. Throws Error that names the layer where it is broken, is not what its
  /// diff_id says, or has a hard link to what it does not hold itself, which Docker and podman refuse.
  LayeredRoot(std::vector<RootLayer> layers, std::filesystem::path scratch,
              std::size_t most_entries = kMostEntries);

  /// Of each layer, as it was found.
  const std::vector<oci::Digest>& diff_ids() const { return diff_ids_; }

  std::optional<Node> look(const std::string& path) const override;
  std::string read(const std::string& path) const override;
  std::vector<std::string> list(const std::string& path) const override;
  std::optional<std::filesystem::path> file_of(const std::string& path) const override;

 private:
  struct Entry {
    LayerRecord::Kind kind = LayerRecord::Kind::kFolder;
    std::uint32_t layer = 0;
    mode_t mode = 0755;
    std::uint32_t user = 0;
    std::uint32_t group = 0;
    std::uint64_t size = 0;
    std::uint64_t offset = 0;
    std::string target = {};
  };
  using Entries = std::map<std::string, Entry, std::less<>>;

  void read_layers();
  oci::Digest read_layer_of(std::uint32_t layer);
  void add(LayerRecord record, std::uint32_t layer);
  void add_hard_link(const LayerRecord& record, std::uint32_t layer);
  void add_parents(std::string_view path, std::uint32_t layer);
  void put(std::string path, Entry entry);
  void remove_lower(const std::string& path, bool itself, std::uint32_t layer);
  void erase_below(const std::string& path);
  Entries::iterator begin_below(const std::string& path);
  void count(std::string_view path, std::string_view target);

  const Entry* find(std::string_view path) const;
  std::filesystem::path unpacked(std::uint32_t layer) const;
  [[noreturn]] void fail(std::uint32_t layer, std::string_view problem) const;

  std::vector<RootLayer> layers_;
  std::filesystem::path scratch_;
  std::size_t most_entries_;
  std::vector<oci::Digest> diff_ids_;
  /// By their paths without "/" in front; the root is "". All folders on the way to an entry are there.
  Entries entries_;
  std::size_t name_bytes_ = 0;
  /// Whiteouts of the layer that is being read: the same again costs nothing.
  std::set<std::string, std::less<>> removed_;

  mutable std::mutex unpacking_;
  mutable std::map<std::uint32_t, std::unique_ptr<Staging>> unpacked_;
};

}  // namespace slipway::image
