#pragma once

#include <cstddef>
#include <string_view>

#include "control/term_reader.hpp"

namespace slipway::control {

/// The bytes in pieces of `piece`, so that terms are cut everywhere.
class PieceSource final : public ByteSource {
 public:
  PieceSource(std::string_view bytes, std::size_t piece) : bytes_(bytes), piece_(piece) {}
  std::string_view next() override {
    const std::string_view taken = bytes_.substr(0, piece_);
    bytes_.remove_prefix(taken.size());
    return taken;
  }

 private:
  std::string_view bytes_;
  std::size_t piece_;
};

}  // namespace slipway::control
