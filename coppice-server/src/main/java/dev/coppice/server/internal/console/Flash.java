package dev.coppice.server.internal.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coppice.server.internal.access.Principal;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a page says of the act before it. It travels in a cookie for one page of one session, under a seal that only this
 * server's pages can make for that session, and the page that shows it takes it away. So no link puts words into the console's
 * mouth, and any node shows what another has done.
 */
public final class Flash {
    private static final String COOKIE = "coppice_notice";
    private static final String ATTRIBUTES = "; Path=/; HttpOnly; SameSite=Strict; Max-Age=";
    private static final int SECONDS = 60;
    private static final String MAC = "HmacSHA256";

    private Flash() {}

    /** Leads to the page of what was done, which says so. */
    public static Reply after(Request request, Done done) {
        var headers = request.principal() instanceof Principal.Person person
                ? set(encode(done.says().getBytes(UTF_8)) + "." + seal(person, done.page(), done.says()), SECONDS)
                : Map.<String, String>of();
        return new Reply.SeeOther(done.page().text(), headers);
    }

    /** Shows a page with what was done before it, once. */
    public static Reply shown(Request request, Address page, Function<Notice, Reply> drawn) {
        var says = says(request, page);
        var reply = drawn.apply(says.map(Notice::done).orElse(Notice.NONE));
        return says.isPresent() && reply instanceof Reply.Page seen
                ? new Reply.Page(seen.status(), seen.content(), set("", 0))
                : reply;
    }

    private static Optional<String> says(Request request, Address page) {
        return request.principal() instanceof Principal.Person person
                ? cookie(request).flatMap(value -> opened(value, person, page))
                : Optional.empty();
    }

    private static Optional<String> cookie(Request request) {
        return Arrays.stream(request.header("Cookie").orElse("").split(";", -1))
                .map(String::strip)
                .filter(pair -> pair.startsWith(COOKIE + "="))
                .map(pair -> pair.substring(COOKIE.length() + 1))
                .findFirst();
    }

    private static Optional<String> opened(String value, Principal.Person person, Address page) {
        int point = value.indexOf('.');
        if (point < 0) {
            return Optional.empty();
        }
        try {
            var says = new String(Base64.getUrlDecoder().decode(value.substring(0, point)), UTF_8);
            var expected = seal(person, page, says).getBytes(UTF_8);
            return MessageDigest.isEqual(expected, value.substring(point + 1).getBytes(UTF_8))
                    ? Optional.of(says)
                    : Optional.empty();
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    /** The form token is known to the session's pages alone, and the same on every node. */
    private static String seal(Principal.Person person, Address page, String says) {
        try {
            var mac = Mac.getInstance(MAC);
            mac.init(new SecretKeySpec(("notice:" + person.formToken()).getBytes(UTF_8), MAC));
            return encode(mac.doFinal((page.text() + "\n" + says).getBytes(UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has " + MAC, impossible);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static Map<String, String> set(String value, int seconds) {
        return Map.of("Set-Cookie", COOKIE + "=" + value + ATTRIBUTES + seconds);
    }
}
