#pragma once

#include <functional>
#include <string>
#include <vector>

#include "image/layered_root.hpp"
#include "support/tar_writer.hpp"

namespace slipway::image {

/// A tar archive with what `fill` adds.
inline std::string tar_of(const std::function<void(TarWriter&)>& fill) {
  std::string bytes;
  TarWriter tar(0, [&](std::string_view part) { bytes += part; });
  fill(tar);
  tar.finish();
  return bytes;
}

/// A stream of these bytes, in pieces that fit no block.
inline ByteSource source_of(std::string text) {
  return [text = std::move(text), at = std::size_t{0}]() mutable {
    const std::string_view piece = std::string_view(text).substr(at, 1000);
    at += piece.size();
    return piece;
  };
}

/// Layers of these archives, the lowest first.
inline std::vector<RootLayer> layers_of(const std::vector<std::string>& archives) {
  std::vector<RootLayer> layers;
  for (const std::string& archive : archives) {
    layers.push_back({.name = "layer " + std::to_string(layers.size() + 1),
                      .open = [archive] { return source_of(archive); }});
  }
  return layers;
}

}  // namespace slipway::image
