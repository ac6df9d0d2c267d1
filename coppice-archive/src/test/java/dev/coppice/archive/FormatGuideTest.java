package dev.coppice.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.ZstdInputStream;
import dev.coppice.testkit.PostgresTest;
import dev.coppice.testkit.TestDatabase;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs what the guide on the format tells a reader to do. */
@PostgresTest
class FormatGuideTest {
    private static final Path ROOT = Path.of(System.getProperty("coppice.root", ".."));

    @TempDir
    Path folder;

    @TempDir
    Path keys;

    @Test
    void the_guides_java_is_the_one_below() throws IOException {
        var guide = Files.readString(ROOT.resolve("docs/guides/archive-format.md"));
        var java = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(guide);
        assertThat(java.find()).isTrue();
        assertThat(withoutSpace(Files.readString(
                        ROOT.resolve("coppice-archive/src/test/java/dev/coppice/archive/FormatGuideTest.java"))))
                .contains(withoutSpace(java.group(1)));
    }

    @Test
    void an_encrypted_frame_is_read_with_the_jdk_and_zstd_alone(TestDatabase db) throws Exception {
        var fixture = Fixture.withSessions(db, folder, 3000);
        db.execute(
                "UPDATE ${schema}.session SET note = (SELECT string_agg(md5(n::text || id), '') FROM generate_series(1, 10) n)");
        fixture.archive = fixture.archive.sealedBy(KeyFile.create(keys.resolve("key")));
        var segment = fixture.pruned(
                fixture.sessions(), List.of(fixture.deleteSessions("id < 2"), fixture.deleteSessions("true")));
        var frame = segment.frames().get(1).extent();
        assertThat(frame.length()).isGreaterThan(3 * 65_536);
        var bytes = Arrays.copyOfRange(fixture.bytes(segment), (int) frame.offset(), (int) frame.end());
        var key = HexFormat.of().parseHex(Files.readString(keys.resolve("key")).strip());
        var zstd = decrypt(bytes, key, Fixture.ARCHIVE, segment.name(), 2);
        var csv = new ZstdInputStream(new ByteArrayInputStream(zstd)).readAllBytes();
        assertThat(new String(csv, UTF_8).lines()).hasSize(2999);
    }

    static byte[] decrypt(byte[] frame, byte[] key, String archive, String segment, int number) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        mac.update("coppice frame key v1".getBytes(UTF_8));
        var frameKey = new SecretKeySpec(mac.doFinal(Arrays.copyOf(frame, 32)), "AES");
        var zstd = new ByteArrayOutputStream();
        var at = 32;
        for (long block = 0; at < frame.length; block++) {
            var length = Math.min(65_536 + 16, frame.length - at);
            var last = at + length == frame.length ? 1 : 0;
            var nonce = ByteBuffer.allocate(12).putInt(last).putLong(block).array();
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, frameKey, new GCMParameterSpec(128, nonce));
            cipher.updateAAD((archive + "\n" + segment + "\n" + number).getBytes(UTF_8));
            zstd.write(cipher.doFinal(frame, at, length));
            at += length;
        }
        return zstd.toByteArray();
    }

    private static String withoutSpace(String text) {
        return text.replaceAll("\\s+", "");
    }
}
