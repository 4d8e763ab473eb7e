using Gateway.Acd;
using Gateway.Web.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Gateway.Web.Api;

/// <summary>The document at <c>/openapi/v1.json</c>.</summary>
internal static class OpenApiDocument
{
    public static void Add(IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "112 Gateway";
            document.Info.Version = "v1";
            document.Info.Description =
                "Calls, queues, agents and trunks of an emergency call centre. Times are UTC, durations are seconds, numbers are masked.";
            document.Components ??= new();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" },
                ["header"] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.ApiKey,
                    In = ParameterLocation.Header,
                    Name = AccessNames.TokenHeader,
                },
            };
            document.Security =
            [
                new() { [new OpenApiSecuritySchemeReference("bearer", document)] = [] },
                new() { [new OpenApiSecuritySchemeReference("header", document)] = [] },
            ];
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
            if (type == typeof(CallId) || type == typeof(QueueId) || type == typeof(AgentId))
            {
                Become(schema, JsonSchemaType.String);
            }
            else if (type == typeof(TimeSpan))
            {
                Become(schema, JsonSchemaType.Number);
                schema.Format = "seconds";
            }

            return Task.CompletedTask;
        });
    });

    private static void Become(OpenApiSchema schema, JsonSchemaType type)
    {
        schema.Type = type;
        schema.Pattern = null;
        schema.Properties?.Clear();
    }
}
