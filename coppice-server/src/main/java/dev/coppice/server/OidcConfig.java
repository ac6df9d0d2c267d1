package dev.coppice.server;

import dev.coppice.control.Checked;
import dev.coppice.control.Key;
import dev.coppice.control.Problems;
import dev.coppice.control.Section;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * The section {@code oidc}: an identity provider whose access tokens the API takes. A value for any thread.
 *
 * @param issuer its address, as its tokens say it
 * @param audience what its tokens must be made for
 * @param roles how they tell what their bearer may do
 */
public record OidcConfig(
        @Key("The identity provider's address, letter by letter as the claim iss has it.")
        URI issuer,

        @Key("What its tokens must be made for: what the claim aud must hold.")
        String audience,

        @Key("How its tokens tell what their bearer may do.")
        Roles roles)
        implements Checked {
    /** The section. */
    public static final Section<OidcConfig> SECTION =
            Section.single("oidc", OidcConfig.class, "An identity provider whose access tokens the API takes.");

    /**
     * How tokens tell what their bearer may do. Who has several values has the highest role; who has none is refused.
     *
     * @param claim the claim that tells, a text or a list of texts; a dot leads into an object
     * @param admin the value that makes an admin
     * @param operator the value that makes an operator
     * @param viewer the value that makes a viewer
     */
    public record Roles(
            @Key("The claim that tells, as groups or realm_access.roles.")
            String claim,

            @Key("The value that makes an admin.") Optional<String> admin,

            @Key("The value that makes an operator.") Optional<String> operator,

            @Key("The value that makes a viewer.") Optional<String> viewer) {}

    @Override
    public void check(Problems problems) {
        if (issuer.getHost() == null || issuer.getRawQuery() != null || issuer.getRawUserInfo() != null) {
            problems.add("issuer", "must be an address such as https://login.example.com/realm");
        } else if (!trusted(issuer)) {
            problems.add("issuer", "must be an https address, since keys come from there");
        }
    }

    /** Whether keys may come from an address: nobody between can exchange them. */
    public static boolean trusted(URI address) {
        return "https".equals(address.getScheme()) || ("http".equals(address.getScheme()) && loopback(address));
    }

    private static boolean loopback(URI address) {
        try {
            return address.getHost() != null
                    && InetAddress.getByName(address.getHost()).isLoopbackAddress();
        } catch (UnknownHostException unknown) {
            return false;
        }
    }
}
