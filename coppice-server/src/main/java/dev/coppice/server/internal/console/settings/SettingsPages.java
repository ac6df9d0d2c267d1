package dev.coppice.server.internal.console.settings;

import dev.coppice.server.internal.console.Address;
import dev.coppice.server.internal.console.Flash;
import dev.coppice.server.internal.console.Frame;
import dev.coppice.server.internal.console.Notice;
import dev.coppice.server.internal.console.Place;
import dev.coppice.server.internal.console.Section;
import dev.coppice.server.internal.console.pages.JtesettingGenerated;
import dev.coppice.server.internal.console.pages.JtesettingsGenerated;
import dev.coppice.server.internal.home.HomeDatabase;
import dev.coppice.server.internal.http.Access;
import dev.coppice.server.internal.http.Reply;
import dev.coppice.server.internal.http.Request;
import dev.coppice.server.internal.http.Route;
import dev.coppice.settings.Settings;
import gg.jte.html.HtmlTemplateOutput;
import java.util.List;
import java.util.stream.Stream;

/** The pages about settings; for admins alone, as they show what every scope says. */
public final class SettingsPages {
    private final Frame.Site site;
    private final DefinitionsReader definitions;
    private final SettingReader setting;
    private final SettingForms forms;

    /** Pages of {@code site} about the settings in {@code home}. */
    public SettingsPages(Frame.Site site, HomeDatabase home, Settings settings) {
        this.site = site;
        this.definitions = new DefinitionsReader(settings);
        this.setting = new SettingReader(settings);
        this.forms = new SettingForms(this, new PageActs(home, settings));
    }

    /** Which database the pages are about. */
    Place place() {
        return site.place();
    }

    /** The routes. */
    public List<Route> routes() {
        var pages = Stream.of(
                Route.get(Addresses.ALL, this::all).summary("Lists settings and where they may be set"),
                Route.get(Addresses.ONE, this::one)
                        .summary("Shows a setting, what scopes say of it, and how it merges"));
        return Stream.concat(pages, forms.routes().stream())
                .map(route -> route.access(Access.ADMIN).gives(Reply.Page.class))
                .toList();
    }

    private Reply all(Request request) {
        return Flash.shown(
                request,
                new Address(Addresses.ALL),
                notice -> all(200, request, notice, DefinitionsView.Typed.NOTHING));
    }

    Reply all(int status, Request request, Notice notice, DefinitionsView.Typed typed) {
        var view = definitions.read(request, notice, typed);
        var frame = Frame.of(Section.SETTINGS, "Settings", site, request, status);
        return new Reply.Page(status, out -> JtesettingsGenerated.render((HtmlTemplateOutput) out, null, frame, view));
    }

    private Reply one(Request request) {
        var address = new Address(Addresses.of(request.query("name").orElse("")));
        return Flash.shown(request, address, notice -> one(200, request, setting.read(request, notice)));
    }

    Reply refused(int status, Request request, Form form, Notice notice) {
        return one(status, request, setting.read(form.name(), request, form.typed(), notice));
    }

    private Reply one(int status, Request request, SettingView view) {
        var frame = Frame.of(Section.SETTINGS, view.about().name(), site, request, status);
        return new Reply.Page(status, out -> JtesettingGenerated.render((HtmlTemplateOutput) out, null, frame, view));
    }
}
