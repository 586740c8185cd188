//! Everything that pages say, in both languages: one word for one thing, the official one.
//!
//! Verdicts, steps, reasons and problems bring their own words ([`giaouoc_core::report`], [`crate::problem`]).

macro_rules! words {
    ($($name:ident $vi:literal $en:literal)*) => {
        /// The words of one language.
        pub(crate) struct Words {
            $(pub(super) $name: &'static str,)*
        }

        pub(super) static VI: Words = Words { $($name: $vi,)* };
        pub(super) static EN: Words = Words { $($name: $en,)* };
    };
}

impl Words {
    /// Roles of accounts, the least first: word of the form, word for people.
    pub(super) fn roles(&self) -> [(&'static str, &'static str); 3] {
        [("desk", self.role_desk), ("organiser", self.role_organiser), ("admin", self.role_admin)]
    }
}

words! {
    // who has logged in
    console "Các bản giao ước" "Pacts"
    log_out "Đăng xuất" "Log out"
    role_desk "bàn thư ký" "desk"
    role_organiser "Ban Tổ chức" "organiser"
    role_admin "người quản trị" "administrator"

    // every page
    service "Giao Ước" "Giao Ước"
    service_line "Ký kết và kiểm tra giao ước thi đua" "Signing and verifying emulation pacts"
    skip "Đến nội dung chính" "Skip to the content"
    home "Trang đầu" "Home"
    main_links "Liên kết chính" "Main links"
    other_language "English" "Tiếng Việt"
    other_language_tag "en" "vi"
    other_language_query "?lang=en" "?lang=vi"
    sample "MẪU" "MẪU"
    sample_service
        "Máy chủ dùng thử. Khóa ở đây là khóa mẫu công khai, ai cũng có. Không văn bản nào ở đây có giá trị."
        "SAMPLE (MẪU): a server to try things out. Its keys are public examples that everybody has. Nothing here is worth anything."
    api "Giao diện lập trình (API)" "Programming interface (API)"
    checkpoint "Mốc đối chiếu" "Checkpoint"
    policy "Chính sách tin cậy của máy chủ này" "This server's policy"
    footer
        "Trang không dùng mã lệnh, không lưu gì trên thiết bị của ông/bà."
        "These pages run no script and store nothing on your device."
    footer_script
        "Mã lệnh của trang này do chính máy chủ này cung cấp; trang không tải gì từ nơi khác."
        "This page's script comes from this server; nothing is loaded from elsewhere."

    // index
    what_title "Giao ước thi đua, ký và kiểm tra được" "Emulation pacts, signed and verifiable"
    what_signs
        "Các đơn vị trong khối, cụm thi đua ký bản giao ước bằng chữ ký điện tử, lần lượt theo danh sách đã thống nhất."
        "The units of a group sign their emulation pact electronically, in the order that they agreed on."
    what_ledger
        "Mỗi lần chốt văn bản, đăng ký khóa, ký hay từ chối là một mục ghi trong sổ ghi nhận chỉ thêm, không sửa, không bớt."
        "Each opening, enrolment, signature and refusal is a record in a ledger that only grows and is never changed."
    what_check
        "Ai cũng kiểm tra được kết quả từ tệp bằng chứng kiểm tra, kể cả ngoại tuyến và không cần tin máy chủ này."
        "MaybeCaller can verify the outcome from an evidence file, even offline and without trusting this server."
    find_title "Kiểm tra một bản giao ước" "Verify a pact"
    find_hint
        "Quét mã QR trên bản in, hoặc nhập mã bản giao ước gồm 26 ký tự (chữ hoa, chữ thường đều được)."
        "Scan the QR code on the printed copy, or enter the pact's id of 26 characters (capitals or not)."
    find_label "Mã bản giao ước" "Pact id"
    find_button "Kiểm tra" "Verify"
    list_title "Các bản giao ước trên máy chủ này" "The pacts on this server"
    list_none "Chưa có bản giao ước nào được chốt." "No pact has been opened yet."
    no_list
        "Máy chủ này không công bố danh sách. Người có mã của một bản giao ước thì xem được bản đó."
        "This server publishes no list. Whoever has a pact's id can see that pact."
    state_signing "đang ký" "signing"
    state_all_signed "đủ chữ ký, chờ hoàn tất" "all signed, completion pending"
    state_completed "hoàn tất" "completed"
    state_declined "có bên từ chối" "a party declined"
    state_withdrawn "đã rút" "withdrawn"
    state_opened "vừa mở" "just opened"
    state_erased "mục ghi đã xóa" "records erased"

    // errors
    not_found "Không tìm thấy trang này" "This page was not found"
    please_wait "Xin chờ một chút" "Please wait a moment"
    server_failed "Máy chủ gặp lỗi" "The server failed"
    cannot_show "Không hiển thị được trang này" "This page cannot be shown"
    what_to_do "Nên làm gì" "What to do"
    back_home "Về trang đầu" "Back to the home page"
    request_id "Mã yêu cầu, để báo cho người vận hành" "Request id, for the operator"

    // phone
    phone_kept
        "Hãy giữ kín liên kết đã nhận. Phần sau dấu # là mã mời ký; trình duyệt không gửi phần này cho máy chủ."
        "Keep the link that you received to yourself. What stands behind # is the invitation; browsers never send it to the server."
    phone_how "Đăng ký khóa và ký bằng dòng lệnh" "Enrol and sign with the command line"
    phone_token
        "Lưu phần sau dấu # của liên kết (bắt đầu bằng gi_) vào tệp loi-moi.txt."
        "Save what stands behind # in the link (it begins with gi_) in a file invitation.txt."
    phone_policy
        "Nhận tệp policy.txt từ Ban Tổ chức, bằng đường khác với máy chủ này."
        "Get policy.txt from the organiser, by another way than from this server."
    phone_run "Chạy các lệnh, thay ben-ky bằng mã bên ký trong lời mời:" "Run these, with the party's id of your invitation in the place of party:"
    phone_file "loi-moi.txt" "invitation.txt"
    phone_key "khoa.pem" "key.pem"
    phone_party "ben-ky" "party"
    phone_help "Cần giúp, xin liên hệ Ban Tổ chức." "If you need help, ask the organiser."
    phone_see "Xem bản giao ước" "See the pact"
    single_title "Kiểm tra ngoại tuyến" "Verify offline"
    single_hint
        "Trang này chạy được khi không có mạng, sau khi đã mở một lần. Hoặc tải về một tệp duy nhất, mở được không cần máy chủ nào; hãy so mã của tệp với mã dưới đây, lấy từ nguồn khác nếu được:"
        "This page works without a network once it was opened. Or download it as one file that needs no server; compare its digest with this one, from another source if you can:"
    single_get "Tải tệp kiểm tra" "Download the verifier"
    paper_get "Bản in tại lễ (PDF)" "Ceremony copy (PDF)"
    paper_hint
        "Có mã QR và kèm tệp bằng chứng; kiểm tra lại được từ tờ giấy, ở trang kiểm tra bản in."
        "With QR codes and the evidence attached; it can be verified again from the paper, on the page for printed copies."
    paper_verify "Kiểm tra bản in hoặc tệp" "Verify a printed copy or a file"

    // verify: verdict
    verify_eyebrow "Kiểm tra bản giao ước" "Pact verification"
    year "năm" "year"
    own_word "Kết quả do chính máy chủ này tự kiểm tra. Muốn chắc chắn, hãy tự kiểm tra độc lập."
        "This is the server's own verification of itself. To be sure, verify independently."
    how_to_check "Cách tự kiểm tra" "How to verify it yourself"
    checked_at "Kiểm tra lúc" "Verified at"
    deciding_code "Mã lỗi" "Code"
    signed_of "Đã ký" "Signed"
    number "Số đối chiếu" "Short number"
    number_hint
        "Phải giống nhau trên mọi màn hình và bản in. Chỉ để phát hiện nhầm lẫn."
        "The same on every screen and sheet. It guards against mistakes only."
    identity "Cách xác nhận người ký" "How signers are identified"
    opened_at "Chốt văn bản lúc" "Opened at"
    closes_at "Hạn ký" "Signing ends"
    state "Tình trạng" "State"
    see_changes "Xem chỗ khác nhau" "See what changed"
    doc_annexes_check "Xem và kiểm tra tài liệu" "See and check the annexes"
    supersedes "Thay thế bản giao ước trước" "Takes the place of an earlier pact"
    see_it "Xem bản trước" "See that one"
    on_this_page "Trên trang này" "On this page"
    qr_alt "Mã QR mở trang này" "QR code that opens this page"
    qr_hint "Mã QR chỉ mở trang này tại địa chỉ dưới đây; tự nó không chứng minh gì."
        "The code merely opens this page at the address below; by itself it proves nothing."

    // verify: turn
    turn_title "Đến lượt ký" "Whose turn it is"
    turn_waiting "Đang chờ đại diện:" "Waiting for the representatives of:"
    turn_completed "Đã hoàn tất, không ai ký thêm." "Completed; nobody signs any more."
    turn_withdrawn "Bản giao ước đã được rút, không ai ký tiếp." "The pact was withdrawn; nobody signs any more."
    turn_all_signed
        "Đủ chữ ký. Đang chờ bàn thư ký ghi nhận hoàn tất."
        "All have signed. The registrar's completion is awaited."
    turn_declined
        "Có bên từ chối ký nên bản này không thể hoàn tất. Các bên còn lại vẫn có thể ký."
        "A party declined, so this pact cannot be completed. The others may still sign."
    turn_unknown "Chưa xác định được lượt ký từ các mục ghi còn lại." "The records that remain do not tell whose turn it is."
    turn_closed "Đã hết hạn ký." "Signing has ended."

    // verify: signers
    signers_title "Ai đã ký" "Who signed"
    signers_caption
        "Người ký theo thứ tự trong bản giao ước. Thời điểm theo giờ Việt Nam, do người ký khai và hệ thống ghi nhận."
        "Signers in the pact's order. Times are those of Việt Nam, claimed by the signer and recorded by the system."
    col_unit "Đơn vị" "Unit"
    col_holder "Người ký" "Signer"
    col_method "Cách xác nhận" "Identified"
    col_signature "Chữ ký" "Signature"
    col_mark "Nét ký" "Mark"
    stage "lượt" "stage"
    by_channel "ký bằng" "signed by"
    record "mục ghi" "record"
    mark_alt "Nét ký tay của" "Handwritten mark of"
    no_mark "không có" "none"
    signed "đã ký" "signed"
    witnessed "đã xác nhận chứng kiến (không phải bên ký kết)" "witnessed (not a party to the pact)"
    declined "từ chối ký" "declined"
    enrolled "đã đăng ký khóa, chưa ký" "key enrolled, has not signed"
    revoked "khóa đã bị thu hồi, chưa ký" "key revoked, has not signed"
    unknown "chưa kiểm tra được (chữ ký có thể nằm trong phần đã xóa)" "not checked (a signature may be among what was erased)"
    waiting "chưa ký" "has not signed"
    unchecked "chưa kiểm tra được" "not checked"
    turn_now "đến lượt" "may sign now"
    not_known "chưa rõ" "not known yet"
    head_of_khoi "Khối trưởng" "head of the group (Khối trưởng)"
    deputy_of_khoi "Khối phó" "deputy head (Khối phó)"
    head_of_cum "Cụm trưởng" "head of the cluster (Cụm trưởng)"
    deputy_of_cum "Cụm phó" "deputy head (Cụm phó)"
    head "đơn vị đứng đầu" "leading unit"
    deputy "đơn vị phó" "deputy unit"
    member "đơn vị thành viên" "member unit"
    witness "người chứng kiến" "witness"
    named_title "Người chứng kiến được nêu tên, không ký" "Witnesses who are named and do not sign"
    proves_title "Cách xác nhận chứng minh điều gì, không chứng minh điều gì" "What each way of identification proves, and what not"
    proves "Chứng minh" "Proves"
    proves_not "Không chứng minh" "Does not prove"
    in_person_proves
        "bàn thư ký cam đoan đã gặp trực tiếp người này và đăng ký đúng khóa của họ; khóa ấy đã ký văn bản này."
        "the registrar vouches to have met this person and enrolled their key; that key signed this text."
    in_person_not
        "thẩm quyền đại diện cho đơn vị; giấy tờ mà bàn thư ký đã xem là thật."
        "that the person may act for the unit, or that the papers shown at the desk were genuine."
    invite_proves
        "người mở liên kết mời ký của vị trí này đã tạo khóa và ký văn bản này bằng khóa đó."
        "whoever opened the invitation link for this place made a key and signed this text with it."
    invite_not
        "người mở liên kết đúng là người có tên: ai có liên kết cũng ký được. Thẩm quyền đại diện cho đơn vị."
        "that whoever opened the link is the person named: anybody who has it can sign. Nor that they may act for the unit."
    pinned_proves
        "khóa đã ký chính là khóa ghi sẵn trong bản giao ước trước khi chốt văn bản, mọi bên đều thấy."
        "the key that signed is the one that stood in the pact before it was opened, for all to see."
    pinned_not
        "ai đang giữ khóa vào lúc ký; thẩm quyền đại diện cho đơn vị."
        "who held the key at the time of signing, or that they may act for the unit."

    // verify: text
    text_title "Nội dung bản giao ước" "Text of the pact"
    text_intro
        "Văn bản đã chốt, không sửa được nữa. Nội dung gốc bằng tiếng Việt."
        "The opened text, which cannot be changed any more. It is in Vietnamese."
    doc_targets "Chỉ tiêu" "Targets"
    col_target "Nội dung" "Target"
    col_value "Giá trị" "Value"
    col_target_unit "Đơn vị tính" "Unit of measure"
    doc_phases "Các đợt thi đua" "Phases of the year"
    doc_from "từ" "from"
    doc_to "đến" "to"
    doc_theme "Chủ đề" "Theme"
    doc_commemorations "Chào mừng, kỷ niệm" "Commemorations"
    doc_annexes "Tài liệu kèm theo" "Annexes"
    doc_declaration "Lời cam kết khi ký" "Declaration made by signing"
    doc_roster "Các bên ký kết và người chứng kiến" "Parties and witnesses"
    doc_signs "ký" "signs"
    doc_named "nêu tên, không ký" "named, does not sign"
    doc_pinned "khóa ghi sẵn" "pinned key"
    doc_more "Thông tin khác trong văn bản" "What else the document says"
    doc_id "Mã bản giao ước" "Pact id"
    doc_period "Thời hạn giao ước" "Period"
    doc_created "Lập lúc" "Made at"
    doc_supersedes "Thay thế bản có mã băm" "Supersedes the pact of digest"
    download "Tải về" "Download"
    not_kept "Máy chủ này không giữ tệp" "This server does not keep the file"
    bytes "byte" "bytes"
    morning "buổi sáng" "in the morning"
    afternoon "buổi chiều" "in the afternoon"
    evening "buổi tối" "in the evening"

    // verify: digest, steps, ledger
    digest_title "Mã băm và số đối chiếu" "Digest and numbers"
    digest "Mã băm SHA-256 của văn bản" "SHA-256 digest of the text"
    long_number "Số đối chiếu dài" "Long number"
    long_number_hint
        "Dùng khi hai người so hai màn hình."
        "For two people who compare two screens."
    steps_title "Mười bước kiểm tra" "The ten steps of verification"
    steps_intro
        "Bước sai đầu tiên quyết định kết quả. Bước thiếu căn cứ thì ghi “chưa kiểm tra được”."
        "The first step that fails decides. A step that lacks what it needs says “not checked”."
    looked_at "đã xem" "looked at"
    looked_at_none "không có mục nào để xem" "nothing there to look at"
    cause "Nguyên nhân" "Cause"
    cure "Cách xử lý" "What to do"
    detail "Chi tiết" "Detail"
    warnings_title "Lưu ý" "Remarks"
    ledger_title "Sổ ghi nhận" "Ledger"
    origin "Tên sổ" "Origin"
    size "Số mục trong sổ" "Entries"
    root "Mã băm gốc" "Root hash"
    cosigned "Máy chủ chứng kiến" "Cosigned by witnesses"
    cosigned_none "không có" "none"
    records_caption
        "Mục ghi của bản giao ước này, theo thứ tự trong sổ. Thời điểm theo giờ Việt Nam, do người lập mục khai."
        "The records of this pact, in ledger order. Times are those of Việt Nam, claimed by whoever made the record."
    col_index "Mục" "Index"
    col_kind "Loại" "Kind"
    col_time "Thời điểm" "Time"
    col_number "Số đối chiếu" "Number"
    col_proof "Bằng chứng" "Proof"
    proof "Tải" "Fetch"
    proof_of "bằng chứng của mục" "the proof of record"
    erased "đã xóa theo yêu cầu" "erased on request"
    reason "Lý do" "Reason"
    kind_opening "chốt văn bản" "opening"
    kind_enrolment "đăng ký khóa" "enrolment"
    kind_signature "chữ ký" "signature"
    kind_decline "từ chối ký" "decline"
    kind_revocation "thu hồi khóa" "revocation"
    kind_withdrawal "rút bản giao ước" "withdrawal"
    kind_completion "hoàn tất" "completion"

    // verify: by oneself
    self_title "Tự kiểm tra" "Verify it yourself"
    self_intro
        "Không cần tin máy chủ này: tệp bằng chứng kiểm tra có đủ mọi thứ, dùng được ngoại tuyến."
        "You need not trust this server: the evidence file holds all that is needed, also offline."
    self_get "Tải bằng chứng kiểm tra" "Download the evidence file"
    self_get_hint
        "Một tệp gồm văn bản, các mục ghi, mốc đối chiếu và nét ký."
        "One file with the text, the records, the checkpoint and the marks."
    self_policy
        "Nhận tệp chính sách policy.txt, tức danh sách khóa mà ông/bà chọn tin, bằng một đường khác: công văn, bản in có dấu vân khóa, trang của đơn vị chủ quản. Không lấy từ máy chủ đang được kiểm tra."
        "Get policy.txt, the list of keys that you choose to trust, by another way: a letter, a printed sheet with fingerprints, your own authority's site. Do not take it from the server that is being verified."
    self_run "Chạy lệnh:" "Run:"
    self_exit
        "Mã thoát: 0 hợp lệ, 1 chưa hoàn tất, 2 không hợp lệ, 3 không tin cậy."
        "Exit code: 0 valid, 1 incomplete, 2 invalid, 3 untrusted."
    others_title "Bằng công cụ của bên khác" "With other people's tools"
    others_openssl
        "OpenSSL xác thực từng chữ ký Ed25519 trên nội dung mục ghi."
        "OpenSSL verifies each Ed25519 signature over a record's text."
    others_go
        "Gói golang.org/x/mod/sumdb/note của Go đọc mốc đối chiếu và mọi mục ghi."
        "Go's golang.org/x/mod/sumdb/note opens the checkpoint and every record."
    others_python
        "Python với cryptography và rfc8785 tính lại mã băm, mục ghi, bằng chứng theo docs/spec."
        "Python with cryptography and rfc8785 recomputes digest, records and proofs from docs/spec."
    law_title "Giá trị của chữ ký" "What these signatures are"
    law "Chữ ký trong hệ thống là chữ ký điện tử tạo bằng khóa Ed25519 do Ban Tổ chức đăng ký. Đây không phải chữ ký số công cộng hoặc chuyên dùng công vụ, không có chứng thư của tổ chức được cấp phép. Thời điểm ký do hệ thống ghi nhận, không phải dấu thời gian được cấp phép. Kết quả kiểm tra chứng minh nội dung và khóa đã ký, không thay thế việc xác minh nhân thân, thẩm quyền."
        "A signature in this system is an electronic signature made with an Ed25519 key that the organiser registered. It is not a public digital signature and not one for official use, and no licensed authority has issued a certificate for it. The time of signing is what the system recorded; it is not a licensed time stamp. A verification proves which text and which keys signed. It does not replace checking who a person is and what that person may sign."
    law_original "Nguyên văn tiếng Việt:" "The Vietnamese original:"
}
