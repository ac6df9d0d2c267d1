package dev.coppice.server.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coppice.server.internal.access.AccessFaults;
import dev.coppice.server.internal.access.Principal;
import java.net.URI;
import java.security.MessageDigest;

/**
 * Refuses what another site makes a browser send. Cookies are SameSite=Strict already; this holds where that does not.
 *
 * <p>Our pages ask for no referrer, and then browsers send {@code Origin: null} with a form. So {@code Sec-Fetch-Site} is
 * believed first: browsers set it and pages cannot. Only without it does {@code Origin} count.
 */
final class ForgeryCheck {
    static final String FIELD = "form-token";
    static final String HEADER = "X-Form-Token";

    private ForgeryCheck() {}

    static void require(Route route, Request request) {
        if (route.method().safe() || !sentByBrowser(request.principal())) {
            return;
        }
        boolean person = request.principal() instanceof Principal.Person;
        if (!sameOrigin(request, person)) {
            throw AccessFaults.foreignForm();
        }
        if (request.principal() instanceof Principal.Person someone && !carriesToken(request, someone)) {
            throw AccessFaults.foreignForm();
        }
    }

    /** A browser sends cookies by itself, and never the header of a bearer. */
    private static boolean sentByBrowser(Principal principal) {
        return principal instanceof Principal.Person || principal instanceof Principal.Anonymous;
    }

    private static boolean sameOrigin(Request request, boolean required) {
        var fetchSite = request.header("Sec-Fetch-Site");
        if (fetchSite.isPresent()) {
            return fetchSite.get().equals("same-origin");
        }
        var origin = request.header("Origin");
        if (origin.isEmpty()) {
            return !required;
        }
        return request.header("Host")
                .filter(host -> host.equals(authority(origin.get())))
                .isPresent();
    }

    private static String authority(String origin) {
        try {
            var authority = URI.create(origin).getRawAuthority();
            return authority == null ? "" : authority;
        } catch (IllegalArgumentException noUri) {
            return "";
        }
    }

    private static boolean carriesToken(Request request, Principal.Person person) {
        var sent = request.header(HEADER).or(() -> request.form(FIELD)).orElse("");
        return MessageDigest.isEqual(sent.getBytes(UTF_8), person.formToken().getBytes(UTF_8));
    }
}
