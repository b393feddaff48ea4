// Erlang's formats, both ways, against the installed OTP.

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "base/files.hpp"
#include "erl/application_resource.hpp"
#include "erl/beam.hpp"
#include "erl/external.hpp"
#include "erl/golden_support.hpp"
#include "erl/text_reader.hpp"
#include "erl/text_writer.hpp"
#include "error_support.hpp"

namespace slipway::erl {
namespace {

class Golden : public testing::Test {
 protected:
  static void SetUpTestSuite() { peer_ = std::make_unique<GoldenPeer>(); }
  static void TearDownTestSuite() { peer_.reset(); }

  static const GoldenPeer& golden() { return *peer_; }
  static AtomEncoding atom_encoding() {
    return golden().otp() <= 25 ? AtomEncoding::kLatin1WherePossible : AtomEncoding::kUtf8;
  }

 private:
  static inline std::unique_ptr<GoldenPeer> peer_;
};

std::string readable(const Term& term) {
  std::string result;
  const std::string error = error_of([&] { result = to_text(term); });
  return (error.empty() ? result : error).substr(0, 200);
}

TEST_F(Golden, TextAndExternalFormAreReadAsTheSameTerm) {
  for (const Term& entry : golden().list("terms")) {
    const auto& forms = *entry.tuple(3);
    const Term term = decode_external(text(forms[0]), "external");
    for (const std::size_t i : {1u, 2u}) {
      if (forms[i].is<Atom>()) continue;  // a pid, for example: no text
      Term read;
      ASSERT_EQ(error_of([&] { read = read_term(text(forms[i]) + ".", "text"); }), "") << text(forms[i]);
      EXPECT_TRUE(read == term) << text(forms[i]) << "\n" << readable(read) << "\n" << readable(term);
    }
  }
}

TEST_F(Golden, TermsAreWrittenAsTheEmulatorWritesThem) {
  for (const Term& entry : golden().list("terms")) {
    const std::string external = text((*entry.tuple(3))[0]);
    const Term term = decode_external(external, "external");
    const std::string ours = encode_external(term, atom_encoding());
    if (has_map_larger_than(largest_sorted_map(golden().otp()), term)) {
      EXPECT_EQ(ours.size(), external.size()) << readable(term);
    } else {
      EXPECT_TRUE(ours == external) << readable(term);
    }
  }
}

TEST_F(Golden, TheEmulatorReadsWhatIsWritten) {
  std::vector<Term> ours;
  for (const Term& entry : golden().list("terms")) {
    const Term term = decode_external(text((*entry.tuple(3))[0]), "external");
    Term plain = atom("none");
    Term pretty = atom("none");
    error_of([&] {
      plain = binary(to_text(term));
      pretty = binary(to_pretty_text(term));
    });
    // Only what has no text for OTP either may have none.
    const bool is_opaque = (*entry.tuple(3))[1].is_atom("none");
    const bool has_noncharacter = text((*entry.tuple(3))[2]).find("\xEF\xBF\xBF") != std::string::npos;
    EXPECT_TRUE(is_opaque || has_noncharacter || !plain.is_atom("none")) << readable(term);
    ours.push_back(tuple({binary(encode_external(term)), plain, pretty}));
  }
  EXPECT_EQ(golden().check(list(std::move(ours))), "");
}

TEST_F(Golden, TermsHaveTheEmulatorsExactOrder) {
  const auto& [externals, signs] = std::pair((*golden().value("order").tuple(2))[0].proper_list(),
                                             text((*golden().value("order").tuple(2))[1]));
  std::vector<Term> terms;
  for (const Term& external : *externals) terms.push_back(decode_external(text(external), "external"));
  ASSERT_EQ(signs.size(), terms.size() * terms.size());
  for (std::size_t left = 0; left < terms.size(); ++left) {
    for (std::size_t right = 0; right < terms.size(); ++right) {
      const auto order = compare(terms[left], terms[right]);
      const char sign = order < 0 ? '<' : order > 0 ? '>' : '=';
      ASSERT_EQ(sign, signs[left * terms.size() + right])
          << readable(terms[left]) << " and " << readable(terms[right]);
      ASSERT_EQ(terms[left] == terms[right], order == 0);
    }
  }
}

TEST_F(Golden, SnippetsMeanWhatTheyMeanToErlang) {
  for (const Term& entry : golden().list("snippets")) {
    const auto& pair = *entry.tuple(2);
    const std::string snippet = text(pair[0]);
    std::optional<Term> ours;
    const std::string error = error_of([&] { ours = read_term(snippet + ".", "snippet"); });
    const auto* expected = pair[1].tagged_tuple("ok", 2);
    if (expected == nullptr) {
      // OTP 27 has reserved this word; it is an ordinary atom in what earlier ones wrote.
      if (snippet == "else") continue;
      EXPECT_FALSE(ours) << snippet << ": Erlang refuses it, and it was read as " << readable(*ours);
    } else {
      ASSERT_TRUE(ours) << snippet << ": " << error;
      const Term term = decode_external(text(expected->back()), snippet);
      EXPECT_TRUE(*ours == term) << snippet << ": " << readable(*ours) << " for " << readable(term);
    }
  }
}

TEST_F(Golden, TheEncodingIsFoundWhereErlangFindsIt) {
  for (const Term& entry : golden().list("headers")) {
    const auto& pair = *entry.tuple(2);
    const std::string file = text(pair[0]) + "\n\n%\n\n'\xFC'.\n";
    const bool latin1 = pair[1].is_atom("latin1");
    if (file.starts_with("{a}.") || file.starts_with("coding")) continue;  // two terms, or none
    Term read;
    const std::string error = error_of([&] { read = read_term(file, "file"); });
    EXPECT_EQ(error.empty(), latin1) << file << error;
    EXPECT_TRUE(!latin1 || read.is_atom("ü")) << file;
  }
}

TEST_F(Golden, AllInstalledAppFilesAreRead) {
  const auto& apps = golden().list("apps");
  EXPECT_GT(apps.size(), 5u);
  for (const Term& entry : apps) {
    const std::string path = text((*entry.tuple(2))[0]);
    const Term expected = decode_external(text((*entry.tuple(2))[1]), path);
    EXPECT_TRUE(read_term(read_file(path), path) == expected) << path;
    EXPECT_TRUE(read_term(to_consultable_file(expected), path) == expected) << path;
    const std::string name = (*expected.tagged_tuple("application", 3))[1].as<Atom>()->name;
    EXPECT_EQ(read_application_resource(read_file(path), name, path).name, name);
  }
}

TEST_F(Golden, AllInstalledBootScriptsAreWrittenBackByteForByte) {
  const auto& boots = golden().list("boots");
  EXPECT_GE(boots.size(), 3u);
  for (const Term& path : boots) {
    const std::string bytes = read_file(text(path));
    const Term script = decode_external(bytes, text(path));
    EXPECT_TRUE(encode_external(script, atom_encoding()) == bytes) << text(path);
    EXPECT_TRUE(read_term(to_consultable_file(script), text(path)) == script) << text(path);
  }
}

TEST_F(Golden, BeamFilesAreStrippedAsBeamLibDoes) {
  std::vector<std::string> chunks;
  for (const Term& id : golden().list("chunks")) chunks.push_back(text(id));
  const auto& beams = golden().list("beams");
  EXPECT_GT(beams.size(), 20u);
  for (const Term& entry : beams) {
    const std::string path = text((*entry.tuple(2))[0]);
    const std::string beam = read_file(path);
    EXPECT_TRUE(strip_beam(beam, chunks, path) == text((*entry.tuple(2))[1])) << path;
    EXPECT_TRUE(build_beam(read_beam(beam, path)) == beam) << path;
  }
}

}  // namespace
}  // namespace slipway::erl
