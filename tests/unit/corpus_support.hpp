#pragma once

#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace slipway {

/// A file of tests/corpus that must be refused, by its name without the extension, and the message that says
/// so, without the name of the source.
struct HostileFile {
  std::string_view name;
  std::string_view message;
};

using CorpusReader = std::function<void(std::string_view bytes, std::string_view source)>;

/// Every file of tests/corpus/FOLDER must be refused with its message, but those whose name starts with
/// "good_": they must be read. Fails for a file without a message and a message without a file, too.
void expect_corpus(std::string_view folder, std::span<const HostileFile> hostile, const CorpusReader& read);

/// What is left of `bytes` at each shorter length must be refused with an Error.
void expect_refused_when_cut(std::string_view bytes, const CorpusReader& read);

/// The files of tests/corpus/FOLDER, without their extension.
std::set<std::string> corpus_names(std::string_view folder);

/// A file of tests/corpus.
std::string corpus_file(std::string_view path);

}  // namespace slipway
