package dev.coppice.lifecycle.internal.certificate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coppice.control.Act;
import dev.coppice.lifecycle.CertificateVerifier;
import dev.coppice.lifecycle.Operation;
import dev.coppice.lifecycle.OperationState;
import dev.coppice.lifecycle.OperationStep;
import dev.coppice.lifecycle.ResourceId;
import dev.coppice.lifecycle.ResourceStatus;
import dev.coppice.lifecycle.SigningKeyFile;
import dev.coppice.lifecycle.StepState;
import dev.coppice.lifecycle.internal.certificate.CertificateDocument.Signed;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentCheckTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path folder;

    private SigningKeyFile key;

    @BeforeEach
    void makeKey() throws Exception {
        key = SigningKeyFile.create(folder.resolve("key.pem"));
    }

    @Test
    void a_certificate_is_checked_with_the_public_key_alone() throws Exception {
        var pub = Files.writeString(folder.resolve("pub.pem"), key.publicPem());
        var check = CertificateVerifier.verify(document(body(), List.of()), SigningKeyFile.publicKey(pub));
        assertThat(check.problems()).isEmpty();
        assertThat(check.resource()).isEqualTo("graph kg01");
        assertThat(check.revoked()).isFalse();
    }

    @Test
    void one_changed_letter_is_found() {
        var forged = document(body(), List.of()).replace("kg01", "kg02");
        assertThat(CertificateVerifier.verify(forged, key.publicKey()).problems())
                .containsExactly("The certificate is not as it was signed.");
    }

    @Test
    void a_receipt_that_was_exchanged_is_found_even_when_it_is_signed_again() {
        var forged = body().replace("\"removed\":7", "\"removed\":8");
        assertThat(CertificateVerifier.verify(document(forged, List.of()), key.publicKey())
                        .problems())
                .containsExactly("The root is not that of its receipts.");
    }

    @Test
    void the_key_of_somebody_else_is_told() throws Exception {
        var other = SigningKeyFile.create(folder.resolve("other.pem"));
        var check = CertificateVerifier.verify(document(body(), List.of()), other.publicKey());
        assertThat(check.problems())
                .containsExactly("The certificate is signed by the key " + Signatures.idOf(key.publicKey())
                        + ", not by " + Signatures.idOf(other.publicKey()) + ".");
    }

    @Test
    void a_later_look_may_be_signed_by_a_newer_key() throws Exception {
        var newer = SigningKeyFile.create(folder.resolve("newer.pem"));
        var id = Signatures.idOf(newer.publicKey());
        var look = LaterLook.of(Sha256.hex(body()), 1, NOON, List.of(), id);
        var document =
                CertificateDocument.of(signed(body()), List.of(new Signed(look, id, newer.sign(look.getBytes(UTF_8)))));
        assertThat(CertificateVerifier.verify(document, List.of(key.publicKey(), newer.publicKey()))
                        .problems())
                .isEmpty();
        assertThat(CertificateVerifier.verify(document, key.publicKey()).problems())
                .containsExactly("A later look is signed by the key " + id + ", not by "
                        + Signatures.idOf(key.publicKey()) + ".");
    }

    @Test
    void a_later_look_that_found_something_revokes_it() {
        var look = LaterLook.of(
                Sha256.hex(body()), 1, NOON, List.of(new LaterLook.Seen("rows", 3)), Signatures.idOf(key.publicKey()));
        var check = CertificateVerifier.verify(document(body(), List.of(look)), key.publicKey());
        assertThat(check.genuine()).isTrue();
        assertThat(check.revoked()).isTrue();
    }

    @Test
    void a_later_look_of_another_certificate_is_refused() {
        var look = LaterLook.of(Sha256.hex("another"), 1, NOON, List.of(), Signatures.idOf(key.publicKey()));
        assertThat(CertificateVerifier.verify(document(body(), List.of(look)), key.publicKey())
                        .problems())
                .containsExactly("A later look is another certificate's.");
    }

    @Test
    void what_is_no_document_is_told() {
        assertThat(CertificateVerifier.verify("nonsense", key.publicKey()).problems())
                .containsExactly("It is not JSON.");
        assertThat(CertificateVerifier.verify("[]", key.publicKey()).problems())
                .containsExactly("It is not a document of a certificate.");
        assertThat(CertificateVerifier.verify("{}", key.publicKey()).genuine()).isFalse();
    }

    @Test
    void a_key_others_may_read_is_refused() throws Exception {
        var file = folder.resolve("key.pem");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> SigningKeyFile.at(file))
                .hasMessage("The key in " + file
                        + " was not used. Others than its owner may read or write it; set its mode to 600."
                        + " Nothing was changed. Make a key with \"coppice certificate key --create FILE\", or give the"
                        + " right file.");
    }

    @Test
    void halves_of_two_keys_are_refused() throws Exception {
        var mixed = folder.resolve("key.pem");
        var other = SigningKeyFile.create(folder.resolve("other.pem"));
        var own = Files.readString(mixed);
        Files.writeString(mixed, own.substring(0, own.indexOf("-----BEGIN PUBLIC")) + other.publicPem());
        assertThatThrownBy(() -> SigningKeyFile.at(mixed)).hasMessageContaining("are not of one pair");
    }

    private String document(String body, List<String> looks) {
        return CertificateDocument.of(
                signed(body), looks.stream().map(this::signed).toList());
    }

    private Signed signed(String text) {
        return new Signed(text, Signatures.idOf(key.publicKey()), key.sign(text.getBytes(UTF_8)));
    }

    private String body() {
        return Statement.of(new Statement.Facts(
                operation(), List.of(), List.of(), NOON, Optional.empty(), Signatures.idOf(key.publicKey()), "1"));
    }

    private static Operation operation() {
        var receipt = new OperationStep.Receipt(
                Optional.of(7L), Optional.empty(), Optional.of(7L), Optional.of(0L), Optional.of("DELETE"));
        var step = new OperationStep(
                "rows",
                "rows",
                List.of(),
                false,
                true,
                StepState.DONE,
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.of(NOON),
                receipt,
                Optional.empty());
        return new Operation(
                1,
                new ResourceId("graph", "kg01"),
                1,
                OptionalLong.empty(),
                false,
                "asked",
                OperationState.SUCCEEDED,
                ResourceStatus.SUSPENDED,
                "9f31",
                Act.of("ann", "contract ended"),
                Optional.of(Act.of("ann", "nothing in it")),
                OptionalLong.empty(),
                NOON,
                Optional.empty(),
                Optional.of(NOON),
                Optional.of(NOON),
                Optional.empty(),
                List.of(step));
    }
}
