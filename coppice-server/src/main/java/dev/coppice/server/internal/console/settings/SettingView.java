package dev.coppice.server.internal.console.settings;

import dev.coppice.server.internal.console.Notice;
import java.util.List;

/**
 * The page of one setting.
 *
 * @param about what it is
 * @param entries where it may be set
 * @param allowable the types of scope where it may not be set yet
 * @param fragments what scopes say of it
 * @param preview how somebody sees it
 * @param form the form that sets it
 * @param notice what the last act has done, or why it was not done
 */
public record SettingView(
        About about,
        List<EntryView> entries,
        List<String> allowable,
        FragmentsView fragments,
        PreviewView preview,
        SetForm form,
        Notice notice) {
    /**
     * What a setting is.
     *
     * @param id its id
     * @param name its name
     * @param schema its JSON Schema; empty for none
     * @param version its version
     * @param changed when it was last changed
     */
    public record About(String id, String name, String schema, long version, String changed) {}

    /**
     * The form that sets a value, as it stands.
     *
     * @param scopeType the type of scope chosen
     * @param scopeId the id typed
     * @param value the value typed
     * @param rank the rank typed
     * @param version the version the fragment must have; empty for any
     */
    public record SetForm(String scopeType, String scopeId, String value, String rank, String version) {
        static final SetForm EMPTY = new SetForm("", "", "", "", "");
    }
}
