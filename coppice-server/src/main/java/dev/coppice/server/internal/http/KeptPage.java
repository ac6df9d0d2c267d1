package dev.coppice.server.internal.http;

import dev.coppice.server.internal.access.Principal;

/**
 * A page as it is kept to be shown again: without the token that its forms carry, which is a secret of the session. Whoever is
 * shown it again has the own one in its place.
 */
final class KeptPage {
    /** Of the characters that nobody has a meaning for; none that stood in the page is kept. */
    private static final String PLACE = "\uE0F7";

    private KeptPage() {}

    static String without(Principal who, String html) {
        return who instanceof Principal.Person person
                ? html.replace(PLACE, "").replace(person.formToken(), PLACE)
                : html;
    }

    static String with(Principal who, String html) {
        return who instanceof Principal.Person person ? html.replace(PLACE, person.formToken()) : html;
    }
}
