// Random terms of all kinds, both ways, judged by the installed OTP (tests/peer/terms_random.escript).
//
// SLIPWAY_PEER_TERMS is the number of random terms (150, and half as many of our own), SLIPWAY_PEER_SEED
// which ones (1). A failure keeps its files; the same seed draws the same terms.

#include <gtest/gtest.h>

#include <filesystem>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "erl/external.hpp"
#include "erl/golden_support.hpp"
#include "erl/term_generator_support.hpp"
#include "erl/text_reader.hpp"
#include "erl/text_writer.hpp"
#include "error_support.hpp"

namespace slipway::erl {
namespace {

namespace fs = std::filesystem;

std::string setting(const char* variable, const char* fallback) {
  const char* value = std::getenv(variable);
  return value != nullptr ? value : fallback;
}

/// A term as OTP has written it, in several ways.
struct Case {
  bool has_identifier = false;
  std::vector<std::pair<std::string, std::string>> externals;
  std::vector<std::pair<std::string, std::string>> texts;

  std::string external(std::string_view form) const {
    for (const auto& [name, bytes] : externals) {
      if (name == form) return bytes;
    }
    throw Error(concat({"the peer gave no form ", form}));
  }
};

const Term& at(const Term& map, std::string_view key) {
  const Term* value = find(map, key);
  if (value == nullptr) throw Error(concat({"the peer gave no ", key}));
  return *value;
}

std::vector<std::pair<std::string, std::string>> named_forms(const Term& list) {
  std::vector<std::pair<std::string, std::string>> result;
  for (const Term& entry : *list.proper_list()) {
    const auto& pair = *entry.tuple(2);
    result.emplace_back(text(pair[0]), text(pair[1]));
  }
  return result;
}

std::vector<Case> read_cases(const Term& list) {
  std::vector<Case> cases;
  for (const Term& entry : *list.proper_list()) {
    const auto& parts = *entry.tuple(3);
    cases.push_back({parts[0].is_atom("true"), named_forms(parts[1]), named_forms(parts[2])});
  }
  return cases;
}

/// Forms that the decoder leaves to others, and what it says of them; empty for all that it reads.
std::string reason_to_refuse(std::string_view bytes) {
  constexpr char kCompressed = 80;
  constexpr char kLocal = 121;
  if (bytes.at(1) == kCompressed)
    return "form: at byte 1: expected a term, found a compressed one (tag 80), which is not supported here";
  if (bytes.at(1) == kLocal) {
    return "form: at byte 1: expected a term, found one that only the emulator which wrote it can read "
           "(tag 121, of the option local)";
  }
  return "";
}

class RandomTerms : public testing::Test {
 protected:
  // Not SetUpTestSuite: where that fails, the tests count as skipped, and a missing peer must be a failure.
  void SetUp() override {
    if (!folder_.empty()) return;
    std::string pattern = (fs::temp_directory_path() / "slipway-terms-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    const fs::path folder = pattern;
    ASSERT_EQ(ask({"write", folder.string(), count(), seed()}), "exited with status 0");
    const Term theirs = decode_external(read_file(folder / "theirs.etf"), "theirs.etf");
    otp_ = static_cast<int>(*at(theirs, "otp").as<std::int64_t>());
    cases_ = read_cases(at(theirs, "cases"));
    draw_own();
    write_ours(folder);
    ASSERT_EQ(ask({"check", folder.string()}), "exited with status 0");
    verdict_ = decode_external(read_file(folder / "verdict.etf"), "verdict.etf");
    folder_ = folder;
  }

  static void TearDownTestSuite() {
    if (folder_.empty()) return;
    if (testing::UnitTest::GetInstance()->current_test_suite()->Failed()) {
      std::printf("the terms are in %s\n", folder_.c_str());
    } else {
      fs::remove_all(folder_);
    }
  }

  static std::string count() { return setting("SLIPWAY_PEER_TERMS", "150"); }
  static std::string seed() { return setting("SLIPWAY_PEER_SEED", "1"); }

  static std::string ask(const std::vector<std::string>& arguments) {
    std::vector<std::string> words = {"escript",
                                      std::string(SLIPWAY_SOURCE_DIR) + "/tests/peer/terms_random.escript"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return ChildProcess::start(words).wait().describe();
  }

  static void draw_own() {
    rc::Random random(static_cast<std::uint64_t>(std::stoull(seed())));
    constexpr int kSize = 30;
    for (int i = 0; i < std::stoi(count()) / 2; ++i) {
      own_.push_back(tuple(
          {any_term()(random.split(), kSize).value(), any_rare_scalar()(random.split(), kSize).value()}));
    }
  }

  /// All that must be the terms of the cases to OTP, and our own terms.
  static void write_ours(const fs::path& folder) {
    std::string plain = "%% coding: utf-8\n";
    std::string pretty = plain;
    const auto add_texts = [&](const Term& term) {
      plain += to_text(term) + ".\n";
      pretty += to_pretty_text(term) + ".\n";
    };
    std::vector<Term> answers;
    for (const Case& one : cases_) {
      std::vector<Term> forms;
      for (const auto& [name, bytes] : one.externals) {
        if (!reason_to_refuse(bytes).empty()) continue;
        const Term term = decode_external(bytes, name);
        forms.push_back(binary(encode_external(term)));
        forms.push_back(binary(encode_external(term, AtomEncoding::kLatin1WherePossible)));
      }
      answers.push_back(list(std::move(forms)));
      if (!one.has_identifier) add_texts(decode_external(one.external("default"), "default"));
    }
    std::vector<Term> own;
    for (const Term& term : own_) {
      own.push_back(binary(encode_external(term)));
      if (!has_identifier(term)) add_texts(term);
    }
    const Term ours = map({{atom("cases"), list(std::move(answers))}, {atom("terms"), list(std::move(own))}});
    create_file(folder / "ours.etf", encode_external(ours), 0600);
    create_file(folder / "plain.terms", plain, 0600);
    create_file(folder / "pretty.terms", pretty, 0600);
  }

  static bool has_identifier(const Term& term) {
    return !error_of([&] { to_text(term); }).empty();
  }

  static AtomEncoding atom_encoding() {
    return otp_ <= 25 ? AtomEncoding::kLatin1WherePossible : AtomEncoding::kUtf8;
  }

  static std::string shown(const Term& term) {
    std::string result;
    const std::string error = error_of([&] { result = to_text(term); });
    return (error.empty() ? result : error).substr(0, 300);
  }

  static void expect_bytes(const Term& term, AtomEncoding atoms, std::string_view theirs) {
    const std::string ours = encode_external(term, atoms);
    // The emulator has orders of its own for the keys of maps (golden_support.hpp), and for identifiers,
    // which Slipway compares as bytes.
    const std::size_t largest = has_identifier(term) ? 1 : largest_sorted_map(otp_);
    if (has_map_larger_than(largest, term)) {
      EXPECT_EQ(ours.size(), theirs.size()) << shown(term);
    } else {
      EXPECT_TRUE(ours == theirs) << shown(term);
    }
  }

  static inline fs::path folder_;
  static inline int otp_ = 0;
  static inline std::vector<Case> cases_;
  static inline std::vector<Term> own_;
  static inline Term verdict_;
};

TEST_F(RandomTerms, AreTheSameTermInAllTheirExternalForms) {
  for (const Case& one : cases_) {
    const Term expected = decode_external(one.external("default"), "default");
    for (const auto& [name, bytes] : one.externals) {
      Term term;
      const std::string error = error_of([&] { term = decode_external(bytes, "form"); });
      EXPECT_EQ(error, reason_to_refuse(bytes)) << name << " of " << shown(expected);
      // An identifier is kept as it came, and so is the encoding of its node's name.
      if (!error.empty() || one.has_identifier) continue;
      EXPECT_TRUE(term == expected) << name << "\n" << shown(term) << "\n" << shown(expected);
    }
  }
}

TEST_F(RandomTerms, AreWrittenAsTheEmulatorWritesThem) {
  for (const Case& one : cases_) {
    const std::string bytes = one.external("default");
    expect_bytes(decode_external(bytes, "default"), atom_encoding(), bytes);
    const std::string with_utf8 = one.external("minor_2");
    expect_bytes(decode_external(with_utf8, "minor_2"), AtomEncoding::kUtf8, with_utf8);
  }
}

TEST_F(RandomTerms, AreTheSameTermInAllTheirTexts) {
  for (const Case& one : cases_) {
    const Term expected = decode_external(one.external("default"), "default");
    for (const auto& [name, written] : one.texts) {
      const bool is_latin1 = name == "w" || name == "p";
      const std::string file = (is_latin1 ? "%% coding: latin-1\n" : "%% coding: utf-8\n") + written;
      Term term;
      EXPECT_EQ(error_of([&] { term = read_term(file, name); }), "") << written.substr(0, 300);
      EXPECT_TRUE(term == expected) << name << "\n" << written.substr(0, 300) << "\n" << shown(expected);
    }
  }
}

TEST_F(RandomTerms, AreReadByTheEmulatorAndByConsultAsTheyWere) {
  for (const Term& problem : *at(verdict_, "problems").proper_list()) ADD_FAILURE() << text(problem);
}

TEST_F(RandomTerms, OfOursComeBackFromTheEmulator) {
  const auto& answers = *at(verdict_, "again").proper_list();
  ASSERT_EQ(answers.size(), own_.size());
  for (std::size_t i = 0; i < own_.size(); ++i) {
    const auto& [by_default, with_utf8, written] = [&] {
      const auto& parts = *answers[i].tuple(3);
      return std::tuple(text(parts[0]), text(parts[1]), parts[2]);
    }();
    EXPECT_TRUE(decode_external(with_utf8, "again") == own_[i]) << shown(own_[i]);
    expect_bytes(own_[i], AtomEncoding::kUtf8, with_utf8);
    if (has_identifier(own_[i])) continue;
    EXPECT_TRUE(decode_external(by_default, "again") == own_[i]) << shown(own_[i]);
    if (written.is_atom("none")) continue;
    EXPECT_TRUE(read_term(text(written) + ".", "text") == own_[i]) << shown(own_[i]);
  }
}

TEST_F(RandomTerms, AreOfAllKindsInAllForms) {
  std::set<std::string> forms;
  std::set<std::size_t> alternatives;
  std::size_t compressed = 0;
  for (const Case& one : cases_) {
    for (const auto& [name, bytes] : one.externals) {
      forms.insert(name);
      if (!reason_to_refuse(bytes).empty()) ++compressed;
    }
    alternatives.insert(decode_external(one.external("default"), "default").value().index());
  }
  EXPECT_EQ(alternatives.size(), std::variant_size_v<Term::Value>);
  EXPECT_GT(compressed, 0u);
  std::set<std::string> expected = {"default", "other_tags",    "minor_0",    "minor_1",
                                    "minor_2", "deterministic", "compressed", "compressed_9"};
  if (otp_ >= 26) expected.insert("local");
  EXPECT_EQ(forms, expected);
}

}  // namespace
}  // namespace slipway::erl
