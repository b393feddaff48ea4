#include "image/layered_root.hpp"

#include <algorithm>
#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "support/file_range.hpp"

namespace slipway::image {
namespace {

namespace fs = std::filesystem;
using Kind = LayerRecord::Kind;

std::string_view parent_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return path.substr(0, slash == std::string_view::npos ? 0 : slash);
}

bool lies_below(std::string_view path, std::string_view folder) {
  if (folder.empty()) return !path.empty();
  return path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/';
}

/// The key of a path as RootView gives it.
std::string_view key_of(std::string_view path) {
  while (path.starts_with('/')) path.remove_prefix(1);
  return path;
}

}  // namespace

LayeredRoot::LayeredRoot(std::vector<RootLayer> layers, fs::path scratch, std::size_t most_entries)
    : layers_(std::move(layers)), scratch_(std::move(scratch)), most_entries_(most_entries) {
  entries_.emplace("", Entry{});
  read_layers();
}

void LayeredRoot::read_layers() {
  for (std::uint32_t layer = 0; layer < layers_.size(); ++layer) {
    const RootLayer& source = layers_[layer];
    removed_.clear();
    diff_ids_.push_back(read_layer_of(layer));
    if (source.diff_id && *source.diff_id != diff_ids_.back()) {
      fail(layer, concat({"its content has the digest ", diff_ids_.back().text(), ", and the image says ",
                          source.diff_id->text(), "; the image is damaged, get it anew"}));
    }
  }
  removed_.clear();
}

oci::Digest LayeredRoot::read_layer_of(std::uint32_t layer) {
  const RootLayer& source = layers_[layer];
  if (!source.memory) {
    return read_layer(source.open(), source.name, [&](LayerRecord record) { add(std::move(record), layer); });
  }
  if (std::optional<LayerIndex> index = source.memory->index()) {
    if (source.verify) source.verify();
    for (LayerRecord& record : index->records) add(std::move(record), layer);
    return index->diff_id;
  }
  LayerIndexWriter index;
  const oci::Digest diff_id = read_layer(source.open(), source.name, [&](LayerRecord record) {
    index.add(record);
    add(std::move(record), layer);
  });
  source.memory->keep_index(diff_id, std::move(index));
  return diff_id;
}

void LayeredRoot::add(LayerRecord record, std::uint32_t layer) {
  switch (record.kind) {
    case Kind::kWhiteout:
      remove_lower(record.path, true, layer);
      return;
    case Kind::kOpaque:
      remove_lower(record.path, false, layer);
      return;
    case Kind::kHardLink:
      add_hard_link(record, layer);
      return;
    default:
      break;
  }
  count(record.path, record.target);
  add_parents(record.path, layer);
  put(std::move(record.path), {.kind = record.kind,
                               .layer = layer,
                               .mode = record.mode,
                               .user = record.user,
                               .group = record.group,
                               .size = record.size,
                               .offset = record.offset,
                               .target = std::move(record.target)});
}

void LayeredRoot::add_hard_link(const LayerRecord& record, std::uint32_t layer) {
  const Entry* target = find(record.target);
  if (target == nullptr || target->layer != layer || target->kind == Kind::kFolder) {
    fail(layer, concat({record.path, " is a hard link to ", record.target,
                        ", which is no file of the same layer; Docker and podman refuse this, too"}));
  }
  Entry entry = *target;
  count(record.path, entry.target);
  add_parents(record.path, layer);
  put(record.path, std::move(entry));
}

void LayeredRoot::put(std::string path, Entry entry) {
  const auto place = entries_.find(path);
  if (place == entries_.end()) {
    entries_.emplace(std::move(path), std::move(entry));
    return;
  }
  if (place->second.kind == Kind::kFolder && entry.kind != Kind::kFolder) erase_below(path);
  place->second = std::move(entry);
}

void LayeredRoot::add_parents(std::string_view path, std::uint32_t layer) {
  std::vector<std::string_view> missing;
  for (std::string_view folder = path; !folder.empty();) {
    folder = parent_of(folder);
    const Entry* entry = find(folder);
    if (entry != nullptr && entry->kind == Kind::kFolder) break;
    missing.push_back(folder);
  }
  for (const std::string_view folder : missing) {
    count(folder, {});
    entries_.insert_or_assign(std::string(folder), Entry{.layer = layer});
  }
}

LayeredRoot::Entries::iterator LayeredRoot::begin_below(const std::string& path) {
  return path.empty() ? std::next(entries_.begin()) : entries_.lower_bound(path + "/");
}

void LayeredRoot::erase_below(const std::string& path) {
  for (auto place = begin_below(path); place != entries_.end() && lies_below(place->first, path);)
    place = entries_.erase(place);
}

void LayeredRoot::remove_lower(const std::string& path, bool itself, std::uint32_t layer) {
  if (!removed_.insert((itself ? "f" : "o") + path).second) return;
  std::vector<std::string> kept;
  for (auto place = begin_below(path); place != entries_.end() && lies_below(place->first, path);) {
    if (place->second.layer == layer) {
      kept.push_back(place->first);
      ++place;
    } else {
      place = entries_.erase(place);
    }
  }
  const auto place = entries_.find(path);
  if (itself && place != entries_.end() && !path.empty() && place->second.layer != layer)
    entries_.erase(place);
  for (const std::string& survivor : kept) add_parents(survivor, layer);
}

void LayeredRoot::count(std::string_view path, std::string_view target) {
  name_bytes_ += path.size() + target.size();
  if (entries_.size() < most_entries_ && name_bytes_ <= kMostNameBytes) return;
  throw Error(concat({layers_.front().name, ": the image has more than ", std::to_string(most_entries_),
                      " files, or ", std::to_string(kMostNameBytes >> 20), " MiB of names"}));
}

const LayeredRoot::Entry* LayeredRoot::find(std::string_view path) const {
  const auto place = entries_.find(path);
  return place == entries_.end() ? nullptr : &place->second;
}

std::optional<RootView::Node> LayeredRoot::look(const std::string& path) const {
  const Entry* entry = find(key_of(path));
  if (entry == nullptr || entry->kind == Kind::kOther) return std::nullopt;
  Node node{.mode = entry->mode,
            .size = entry->size,
            .user = entry->user,
            .group = entry->group,
            .target = entry->target};
  if (entry->kind == Kind::kFile) node.kind = FileEntry::Kind::kFile;
  if (entry->kind == Kind::kLink) node.kind = FileEntry::Kind::kLink;
  return node;
}

std::string LayeredRoot::read(const std::string& path) const {
  const Entry* entry = find(key_of(path));
  if (entry == nullptr || entry->kind != Kind::kFile)
    throw Error(concat({path, " is no file of the base image"}));
  if (entry->size > kLargestFile) {
    fail(entry->layer, concat({path, " has ", std::to_string(entry->size), " bytes; at most ",
                               std::to_string(kLargestFile), " can be read"}));
  }
  const RootLayer& layer = layers_[entry->layer];
  const std::optional<oci::FileRange>& plain = layer.plain;
  // An empty file has no place of its own.
  const bool is_remembered = layer.memory && !plain && entry->size > 0;
  if (is_remembered) {
    if (std::optional<std::string> known = layer.memory->content(entry->offset, entry->size))
      return *std::move(known);
  }
  std::string content;
  content.reserve(static_cast<std::size_t>(entry->size));
  read_file_range(plain ? plain->path : unpacked(entry->layer), (plain ? plain->offset : 0) + entry->offset,
                  entry->size, [&](std::string_view piece) { content += piece; });
  if (is_remembered) layer.memory->keep_content(entry->offset, content);
  return content;
}

fs::path LayeredRoot::unpacked(std::uint32_t layer) const {
  const std::scoped_lock lock(unpacking_);
  std::unique_ptr<Staging>& place = unpacked_[layer];
  if (!place) {
    auto file =
        std::make_unique<Staging>(scratch_ / ("layer-" + std::to_string(layer)), Staging::Form::kFile);
    const ByteSource archive = layers_[layer].open();
    for (std::string_view piece = archive(); !piece.empty(); piece = archive())
      write_all(file->file(), piece, file->path().string());
    place = std::move(file);
  }
  return place->path();
}

std::vector<std::string> LayeredRoot::list(const std::string& path) const {
  const std::string folder(key_of(path));
  const std::string prefix = folder.empty() ? "" : folder + "/";
  std::vector<std::string> names;
  for (auto place = entries_.lower_bound(prefix); place != entries_.end();) {
    if (!place->first.starts_with(prefix)) break;
    const std::string_view rest = std::string_view(place->first).substr(prefix.size());
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos) {
      if (!rest.empty()) names.emplace_back(rest);
      ++place;
    } else {
      // Over all that lies in the folder: "0" comes behind "/".
      place = entries_.lower_bound(prefix + std::string(rest.substr(0, slash)) + "0");
    }
  }
  return names;
}

std::optional<fs::path> LayeredRoot::file_of(const std::string&) const { return std::nullopt; }

void LayeredRoot::fail(std::uint32_t layer, std::string_view problem) const {
  throw Error(concat({layers_[layer].name, ": ", problem}));
}

}  // namespace slipway::image
