#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "erl/term.hpp"

namespace slipway::control {

/// Bytes that come piece by piece.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  /// The next piece; empty at the end. The view holds until the next call.
  virtual std::string_view next() = 0;
};

/// Reads external terms (erl/external.hpp) as their bytes come in, so that neither a packet nor a term has to
/// fit into memory: a term can be taken as a value, as its bytes, or not at all, and of a tuple or a list
/// the head can be read on its own. No recursion, so no term nests too deep. Throws ConnectionError
/// (kProtocol) for what is no term, for a term that does not end, and beyond a limit; `what` names the data.
class TermReader {
 public:
  TermReader(ByteSource& source, std::size_t size, std::string what)
      : source_(&source), left_(size), what_(std::move(what)) {}

  /// The bytes that have not been read.
  std::size_t remaining() const { return left_; }

  /// The tag of the next term, which stays where it is.
  std::uint8_t peek_tag();
  std::uint8_t u8();
  std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(number(4)); }
  /// At least one and at most `most` of the next bytes.
  std::string_view some(std::size_t most);

  /// The version (131) in front of a whole term.
  void expect_version();
  /// The size of a tuple, whose elements come next; nothing is read where the term is no tuple.
  std::optional<std::uint32_t> tuple_size();
  /// The name of an atom; nothing is read where the term is none.
  std::optional<std::string> atom();
  /// The bytes of the next term, without a version. Throws where it has more than `limit`.
  std::string capture(std::size_t limit);
  /// The next term as a value; its bytes must not exceed `limit` (a value takes up to 70 times as much).
  erl::Term term(std::size_t limit);
  /// Reads over the next term.
  void skip() { scan(nullptr, SIZE_MAX); }
  /// Reads over everything.
  void skip_all();

  [[noreturn]] void fail(const std::string& problem) const;

 private:
  std::uint64_t number(int width);
  void refill();
  void scan(std::string* copy, std::size_t limit);

  ByteSource* source_;
  std::size_t left_;
  std::string what_;
  std::string_view piece_;
};

/// The one piece of a text that is in memory.
class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}
  std::string_view next() override { return std::exchange(bytes_, {}); }

 private:
  std::string_view bytes_;
};

/// The bytes of a term without a version as a part of another one: encode_external writes them as they are.
erl::Term as_is(std::string external);
/// The bytes of a term without a version.
std::string external_of(const erl::Term& term);

}  // namespace slipway::control
