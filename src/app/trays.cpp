// SPDX-License-Identifier: EUPL-1.2
#include "app/trays.h"
#include "base/refusal.h"
#include "messages/messages_web.h"
#include "payments/payments.h"
#include "platform/log/log.h"
#include "platform/sheets/sheets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <set>
#include <utility>

namespace app {
namespace {

constexpr std::uint64_t sheet_bytes_max = 32ULL << 20;

// One writer per resumable upload.
class UploadLock {
 public:
  explicit UploadLock(std::string id) : id_{std::move(id)} {
    std::lock_guard const lock{guard()};
    if (!taken().insert(id_).second) refuse(Refusal::upload_busy);
  }
  ~UploadLock() {
    std::lock_guard const lock{guard()};
    taken().erase(id_);
  }
  UploadLock(UploadLock const&) = delete;
  UploadLock& operator=(UploadLock const&) = delete;

 private:
  static std::mutex& guard() {
    static std::mutex mutex;
    return mutex;
  }
  static std::set<std::string>& taken() {
    static std::set<std::string> ids;
    return ids;
  }
  std::string id_;
};

void must_be_allowed(Door& door, files::Kept const& kept) {
  auto const& set = door.house().settings().media_types;
  if (!(set.empty() ? files::default_media_types() : set).contains(kept.media_type)) refuse(Refusal::file_type_not_allowed);
}

// What a file comes in for: a document of its contract, or a contract alone.
struct Purpose {
  std::optional<ContractId> contract;  // nothing: that of the document
  std::optional<DocumentId> document;
  std::string const& text() const { return document ? document->text : contract->text; }
};

void scan(Door& door, Caller const& who, Purpose const& purpose, files::Incoming& incoming) {
  auto const& clamd = door.house().settings().clamd;
  if (clamd.empty()) return;
  incoming.sync();
  auto const report = [&] {
    try {
      return files::scan(clamd, incoming.path());
    } catch (std::runtime_error const& error) {
      logs::error(fmt::format("an upload for {} was not taken: {}", purpose.text(), error.what()));
      refuse(Refusal::scan_unavailable);
    }
  }();
  if (report.clean) return;
  logs::warn(fmt::format("an upload for {} was stopped: {}", purpose.text(), report.found));
  door.house().as(who.session->actor, [&](evidence::Deed& deed) {
    auto const contract = purpose.contract ? *purpose.contract : dossier::open(deed, *purpose.document).contract;
    deed.record({evidence::Event::attachment_infected, contract, purpose.document, Shape::Object{{"found", report.found}}});
  });
  refuse(Refusal::file_infected);
}

files::Kept keep(Door& door, Caller const& who, Purpose const& purpose, files::Incoming& incoming) {
  if (incoming.offset() == 0) refuse(Refusal::file_empty);
  scan(door, who, purpose, incoming);
  auto kept = incoming.keep();
  must_be_allowed(door, kept);
  return kept;
}

// ---------------------------------------------------------------- tus

class Patch final : public http::BodySink {
 public:
  Patch(Door& door, Caller who, std::shared_ptr<http::Head const> head, dossier::Upload upload, std::uint64_t offset)
      : door_{door}, who_{std::move(who)}, head_{std::move(head)}, upload_{std::move(upload)}, lock_{upload_.id.text} {
    incoming_ = door_.house().files().resume(upload_.id.text);
    if (!incoming_) refuse(Refusal::upload_gone);
    if (incoming_->offset() != offset) refuse(Refusal::upload_conflict);
    who_.is_api = true;
  }
  void write(std::span<char const> piece) override { incoming_->write(piece); }
  void abandoned() noexcept override {
    try {
      incoming_->sync();
    } catch (std::exception const& error) {
      logs::warn(fmt::format("upload {} was broken off and cannot be kept: {}", upload_.id.text, error.what()));
    }
  }
  void finish(http::Respond respond) override {
    auto const offset = incoming_->offset();
    if (offset < static_cast<std::uint64_t>(upload_.size)) {
      incoming_->sync();
      return respond(answer(offset));
    }
    complete(std::move(respond), offset);
  }

 private:
  static http::Response answer(std::uint64_t offset) {
    http::Response response;
    response.status = 204;
    response.headers.emplace_back("tus-resumable", "1.0.0");
    response.headers.emplace_back("upload-offset", std::to_string(offset));
    return response;
  }
  void complete(http::Respond respond, std::uint64_t offset) {
    files::Kept kept;
    try {
      kept = keep(door_, who_, {{}, upload_.document}, *incoming_);
    } catch (Refused const&) {
      // What may not come in is forgotten at once: nobody is to send it again piece by piece.
      door_.house().as(who_.session->actor, [&](evidence::Deed& deed) { dossier::end_upload(deed, upload_.id); });
      door_.house().files().forget(upload_.id.text);
      throw;
    }
    Door::Deeds deeds;
    deeds.work = [upload = upload_, kept](evidence::Deed& deed) -> http::Answer {
      dossier::attach(deed, upload.document, {upload.kind, upload.name, kept});
      dossier::end_upload(deed, upload.id);
      return {};
    };
    door_.act(who_, std::make_shared<http::Request const>(), std::make_shared<http::Ask>(), std::move(deeds),
              [respond = std::move(respond), offset](http::Response response) { respond(response.status < 400 ? answer(offset) : std::move(response)); });
  }

  Door& door_;
  Caller who_;
  std::shared_ptr<http::Head const> head_;
  dossier::Upload upload_;
  UploadLock lock_;
  std::unique_ptr<files::Incoming> incoming_;
};

// ---------------------------------------------------------------- bodies

// A multipart form or a raw body, put down file by file.
class Tray : public http::BodySink {
 public:
  Tray(Door& door, Caller who, std::shared_ptr<http::Head const> head, std::size_t files_max)
      : door_{door}, who_{std::move(who)}, head_{std::move(head)}, files_max_{files_max} {
    auto const type = head_->header("content-type");
    add_query(*head_, fields_);
    if (!type.starts_with("multipart/form-data")) {
      is_form_ = false;
      begin(std::string{field(fields_, "name")});
      return;
    }
    multipart_ = std::make_unique<http::Multipart>(type, http::Multipart::Events{
        [this](std::string name, std::string value) { fields_[std::move(name)] = std::move(value); },
        [this](std::string, std::string name) { begin(std::move(name)); },
        [this](std::span<char const> piece) { put(piece); },
        [] {}});
  }
  ~Tray() override { forget(); }
  Tray(Tray const&) = delete;
  Tray& operator=(Tray const&) = delete;
  void write(std::span<char const> piece) override {
    if (multipart_)
      multipart_->write(piece);
    else
      put(piece);
  }
  void finish(http::Respond respond) override {
    if (multipart_) multipart_->finish();
    must_be_ours();
    if (who_.is_api) must_know_names();
    // A form's file field that was left empty comes as a file without a name and without bytes.
    std::erase_if(files_, [this](auto const& file) { return is_form_ && file.name == "file" && file.incoming->offset() == 0; });
    complete(std::move(respond));
  }

 protected:
  struct File {
    std::string id, name;
    std::unique_ptr<files::Incoming> incoming;
  };
  virtual void complete(http::Respond respond) = 0;
  // The fields that may come beside the files.
  virtual std::span<std::string_view const> names() const = 0;

  Door& door_;
  Caller who_;
  std::shared_ptr<http::Head const> head_;
  Fields fields_;
  std::vector<File> files_;

 private:
  void must_know_names() const {
    std::vector<Mistake> mistakes;
    for (auto const& [name, value] : fields_)
      if (name != "formToken" && std::find(names().begin(), names().end(), name) == names().end()) mistakes.push_back({name, "unknown_name"});
    if (!mistakes.empty()) throw Mistaken{std::move(mistakes)};
  }
  void must_be_ours() {
    if (is_form_) door_.must_be_ours(*head_, who_, field(fields_, "formToken"));
  }
  void begin(std::string name) {
    must_be_ours();
    if (files_.size() >= files_max_) refuse(Refusal::too_many_files);
    auto id = new_id();
    auto incoming = door_.house().files().begin(id);
    files_.push_back({std::move(id), files::clean_file_name(name), std::move(incoming)});
  }
  void put(std::span<char const> piece) { files_.back().incoming->write(piece); }
  void forget() noexcept {
    for (auto& file : files_) {
      try {
        file.incoming.reset();
        door_.house().files().forget(file.id);
      } catch (std::exception const& error) {
        logs::warn(fmt::format("an unfinished upload could not be removed: {}", error.what()));
      }
    }
  }

  std::size_t files_max_;
  bool is_form_ = true;
  std::unique_ptr<http::Multipart> multipart_;
};

// What comes in for a draft.
class DraftTray : public Tray {
 public:
  DraftTray(Door& door, Caller who, std::shared_ptr<http::Head const> head, DocumentId document)
      : Tray{door, std::move(who), std::move(head), static_cast<std::size_t>(dossier::attachments_max)}, document_{std::move(document)} {}

 protected:
  DocumentId document_;
};

class Attachments final : public DraftTray {
 public:
  using DraftTray::DraftTray;

 private:
  std::span<std::string_view const> names() const override {
    static constexpr std::array<std::string_view, 2> all{"kind", "name"};
    return all;
  }
  void complete(http::Respond respond) override {
    if (files_.empty()) throw Mistaken{{{"files", "missing"}}};
    auto const kind = attachment_kind_in(field(fields_, "kind"));
    std::vector<dossier::NewAttachment> kept;
    for (auto& file : files_) kept.push_back({kind, file.name, keep(door_, who_, {{}, document_}, *file.incoming)});
    Door::Deeds deeds;
    deeds.work = [document = document_, kept = std::move(kept)](evidence::Deed& deed) -> http::Answer {
      Shape::List made;
      for (auto const& each : kept) {
        auto const attachment = dossier::attach(deed, document, each);
        made.emplace_back(Shape::Object{{"id", attachment.id.text}, {"name", attachment.name}, {"sha256", attachment.sha256},
                                        {"size", attachment.size}, {"mediaType", attachment.media_type}});
      }
      return {.body = Shape::Object{{"attachments", std::move(made)}}, .status = 201, .location = "/documents/" + document.text,
              .notice = "attachment_added"};
    };
    door_.act(who_, std::make_shared<http::Request const>(http::Request{*head_, {}}), std::make_shared<http::Ask>(), std::move(deeds), std::move(respond));
  }
};

class Lines final : public DraftTray {
 public:
  using DraftTray::DraftTray;

 private:
  std::span<std::string_view const> names() const override {
    static constexpr std::array<std::string_view, 1> all{"version"};
    return all;
  }
  void complete(http::Respond respond) override {
    if (files_.empty() || files_.front().incoming->offset() == 0) throw Mistaken{{{"file", "missing"}}};
    auto& file = files_.front();
    if (file.incoming->offset() > sheet_bytes_max) refuse(Refusal::file_too_large);
    std::variant<payments::ImportedLines, std::vector<payments::RowMistake>> outcome;
    try {
      file.incoming->sync();
      auto const type = files::media_type_of(file.incoming->path());
      outcome = payments::import_lines(sheets::read(file.incoming->path(), type));
    } catch (sheets::Unreadable const& unreadable) {
      outcome = std::vector<payments::RowMistake>{{0, "", unreadable.code, ""}};
    }
    if (auto const mistakes = std::get_if<std::vector<payments::RowMistake>>(&outcome)) return report(*mistakes, respond);
    auto const version = payments::read_number(field(fields_, "version"), 0, true);
    if (!version.mistake.empty()) throw Mistaken{{{"version", field(fields_, "version").empty() ? "missing" : "not_a_number"}}};
    Door::Deeds deeds;
    deeds.work = [document = document_, lines = std::get<payments::ImportedLines>(outcome), version = version.value,
                  name = file.name](evidence::Deed& deed) -> http::Answer {
      auto const saved = payments::import_into(deed, document, version, lines, name);
      Shape::List skipped;
      for (auto row : lines.skipped) skipped.emplace_back(static_cast<std::int64_t>(row));
      return {.body = Shape::Object{{"version", saved}, {"rows", static_cast<std::int64_t>(lines.lines.size())}, {"skipped", std::move(skipped)}},
              .status = 200, .location = "/documents/" + document.text, .notice = "lines_imported"};
    };
    door_.act(who_, std::make_shared<http::Request const>(http::Request{*head_, {}}), std::make_shared<http::Ask>(), std::move(deeds), std::move(respond));
  }

  // Every bad row by its number; nothing was imported.
  void report(std::vector<payments::RowMistake> const& mistakes, http::Respond const& respond) {
    if (who_.is_api) {
      std::vector<Mistake> all;
      for (auto const& mistake : mistakes) all.push_back({"rows." + std::to_string(mistake.row) + "." + mistake.column, mistake.code});
      throw Mistaken{std::move(all)};
    }
    Shape::List rows;
    for (auto const& mistake : mistakes)
      rows.emplace_back(Shape::Object{{"row", mistake.row == 0 ? Shape{} : Shape{static_cast<std::int64_t>(mistake.row)}},
                                      {"column", mistake.column}, {"code", mistake.code}, {"value", mistake.value}});
    http::Answer const answer{.body = Shape::Object{{"documentId", document_.text}, {"fileName", files_.front().name}, {"rows", std::move(rows)}},
                              .page = "app/import_report", .status = 422};
    http::Ask ask;
    ask.language = who_.language;
    respond(door_.dress(who_, ask, answer, *head_));
  }
};

// A message with its attachments. On a page what is wrong with a file is told above the form, which keeps what was written.
class Writing final : public Tray {
 public:
  Writing(Door& door, Caller who, std::shared_ptr<http::Head const> head, messages::Place const& place)
      : Tray{door, std::move(who), std::move(head), messages::attachments_max}, purpose_{place.contract.id, place.document} {}

 private:
  std::span<std::string_view const> names() const override {
    static constexpr std::array<std::string_view, 2> all{"text", "theme"};
    return all;
  }
  static bool is_about_a_file(Refusal why) {
    return why == Refusal::file_empty || why == Refusal::file_infected || why == Refusal::file_type_not_allowed ||
           why == Refusal::scan_unavailable;
  }

  void complete(http::Respond respond) override {
    std::vector<messages::NewAttachment> kept;
    std::vector<Mistake> mistakes;
    auto const read = messages::read_message(fields_);
    if (auto const found = std::get_if<std::vector<Mistake>>(&read)) mistakes = *found;
    for (auto& file : files_) {
      try {
        kept.push_back({file.name, keep(door_, who_, purpose_, *file.incoming)});
      } catch (Refused const& refused) {
        if (who_.is_api || !is_about_a_file(refused.why)) throw;
        mistakes.push_back({"file", std::string{name(refused.why)}});
      }
    }
    auto ask = std::make_shared<http::Ask>();
    ask->fields = fields_;
    ask->parts = {purpose_.text()};
    ask->language = who_.language;
    Door::Deeds deeds;
    deeds.work = [purpose = purpose_, read, kept = std::move(kept), mistakes, is_api = who_.is_api](evidence::Deed& deed) -> http::Answer {
      if (!mistakes.empty()) throw Mistaken{mistakes};
      auto message = std::get<messages::NewMessage>(read);
      message.attachments = kept;
      return messages::sent(purpose.document ? messages::send(deed, *purpose.document, message) : messages::send(deed, *purpose.contract, message),
                            is_api);
    };
    if (!who_.is_api)
      deeds.again = [purpose = purpose_, ask](evidence::View& view, std::vector<Mistake> const& found) {
        http::Ask again = *ask;
        again.again = true;
        again.mistakes = found;
        return purpose.document ? messages::show_of_document(view, again) : messages::show_of_contract(view, again);
      };
    door_.act(who_, std::make_shared<http::Request const>(http::Request{*head_, {}}), std::move(ask), std::move(deeds), std::move(respond));
  }

  Purpose purpose_;
};

}  // namespace

dossier::AttachmentKind attachment_kind_in(std::string_view text) {
  auto const kind = dossier::parse_attachment_kind(text);
  if (!kind && !text.empty()) throw Mistaken{{{"kind", "unknown"}}};
  return kind.value_or(dossier::AttachmentKind::supporting_document);
}

std::unique_ptr<http::BodySink> message_sink(Door& door, Caller who, std::shared_ptr<http::Head const> head, messages::Place const& place) {
  return std::make_unique<Writing>(door, std::move(who), std::move(head), place);
}

std::unique_ptr<http::BodySink> patch_sink(Door& door, Caller who, std::shared_ptr<http::Head const> head, dossier::Upload const& upload,
                                           std::uint64_t offset) {
  return std::make_unique<Patch>(door, std::move(who), std::move(head), upload, offset);
}

std::unique_ptr<http::BodySink> attachments_sink(Door& door, Caller who, std::shared_ptr<http::Head const> head, DocumentId const& document) {
  return std::make_unique<Attachments>(door, std::move(who), std::move(head), document);
}

std::unique_ptr<http::BodySink> lines_sink(Door& door, Caller who, std::shared_ptr<http::Head const> head, DocumentId const& document) {
  return std::make_unique<Lines>(door, std::move(who), std::move(head), document);
}

}  // namespace app
