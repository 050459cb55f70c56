// The whole product on Azure: Container Apps, PostgreSQL, Redis, Azure OpenAI with a realtime deployment, Key Vault, and
// one managed identity that is let in by roles. Cosmos DB, where it is wanted, is cosmos.bicep's. README.md: how to deploy.
// Audio goes between the browser and Azure OpenAI, so the apps serve https alone.

@description('Begins the names of all resources: 3 to 12 lower-case letters and digits.')
@minLength(3)
@maxLength(12)
param name string

param location string = resourceGroup().location

@description('The image, built with --build-arg AZURE=1, such as registry.azurecr.io/uketsuke:2026-12-01.')
param image string

@description('The registry\'s login server; give the identity AcrPull there. Empty: a public image.')
param registryServer string = ''

@description('The host name of the site. Empty: the one that Container Apps gives.')
param siteName string = ''

@description('Where Azure OpenAI has the realtime model; callers\' voices go there.')
param openaiLocation string = 'eastus2'

@description('The deployment: AZURE_OPENAI_DEPLOYMENT. `doctor` reads in its name which model it is of.')
param realtimeDeployment string = realtimeModel

@description('Azure switches this one off on 2027-06-25; `doctor` warns 90 days before, and names newer ones.')
param realtimeModel string = 'gpt-realtime-2.1'
param realtimeModelVersion string = '2026-07-07'

@description('Thousands of tokens a minute.')
param realtimeCapacity int = 10

@description('Who mails come from: MAIL_FROM.')
param mailFrom string

@description('smtp+tls://user:password@host:587: EMAIL_URL.')
@secure()
param emailUrl string

@secure()
@minLength(16)
param databasePassword string

@description('Signs sessions: SECRET_KEY. 50 random characters; the same for ever, or everybody is logged out.')
@secure()
@minLength(32)
param secretKey string

@description('Keep reservations in Cosmos DB (RESERVATION_STORE=cosmos), with PostgreSQL as their mirror.')
param useCosmos bool = false

@minValue(1)
param webReplicas int = 2

var unique = uniqueString(resourceGroup().id, name)
var cosmosName = '${name}-${unique}'
var roles = {
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  cognitiveServicesOpenAIUser: '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd'
}
var host = empty(siteName) ? '${name}-web.${environment.properties.defaultDomain}' : siteName

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${name}-identity'
  location: location
}

resource logs 'Microsoft.OperationalInsights/workspaces@2023-09-01' = {
  name: '${name}-logs'
  location: location
  properties: {
    sku: {
      name: 'PerGB2018'
    }
    retentionInDays: 30
  }
}

resource network 'Microsoft.Network/virtualNetworks@2024-01-01' = {
  name: '${name}-network'
  location: location
  properties: {
    addressSpace: {
      addressPrefixes: [
        '10.40.0.0/16'
      ]
    }
    subnets: [
      {
        name: 'apps'
        properties: {
          addressPrefix: '10.40.0.0/23'
          delegations: [
            {
              name: 'apps'
              properties: {
                serviceName: 'Microsoft.App/environments'
              }
            }
          ]
        }
      }
      {
        name: 'database'
        properties: {
          addressPrefix: '10.40.4.0/28'
          delegations: [
            {
              name: 'database'
              properties: {
                serviceName: 'Microsoft.DBforPostgreSQL/flexibleServers'
              }
            }
          ]
        }
      }
    ]
  }
}

resource databaseZone 'Microsoft.Network/privateDnsZones@2020-06-01' = {
  name: '${name}.private.postgres.database.azure.com'
  location: 'global'
}

resource databaseLink 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2020-06-01' = {
  parent: databaseZone
  name: 'network'
  location: 'global'
  properties: {
    registrationEnabled: false
    virtualNetwork: {
      id: network.id
    }
  }
}

resource database 'Microsoft.DBforPostgreSQL/flexibleServers@2024-08-01' = {
  name: '${name}-${unique}'
  location: location
  sku: {
    name: 'Standard_D2ds_v5'
    tier: 'GeneralPurpose'
  }
  properties: {
    version: '16'
    administratorLogin: 'uketsuke'
    administratorLoginPassword: databasePassword
    storage: {
      storageSizeGB: 64
      autoGrow: 'Enabled'
    }
    backup: {
      backupRetentionDays: 14
      geoRedundantBackup: 'Disabled'
    }
    highAvailability: {
      mode: 'ZoneRedundant'
    }
    network: {
      delegatedSubnetResourceId: '${network.id}/subnets/database'
      privateDnsZoneArmResourceId: databaseZone.id
    }
  }
  dependsOn: [
    databaseLink
  ]
}

resource uketsukeDatabase 'Microsoft.DBforPostgreSQL/flexibleServers/databases@2024-08-01' = {
  parent: database
  name: 'uketsuke'
  properties: {
    charset: 'UTF8'
    collation: 'en_US.utf8'
  }
}

// The exclusion constraint that keeps a car from two renters needs it.
resource extensions 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2024-08-01' = {
  parent: database
  name: 'azure.extensions'
  properties: {
    value: 'BTREE_GIST'
    source: 'user-override'
  }
  dependsOn: [
    uketsukeDatabase
  ]
}

resource redis 'Microsoft.Cache/redis@2024-11-01' = {
  name: '${name}-${unique}'
  location: location
  properties: {
    sku: {
      name: 'Standard'
      family: 'C'
      capacity: 1
    }
    enableNonSslPort: false
    minimumTlsVersion: '1.2'
    redisVersion: '6'
  }
}

resource openai 'Microsoft.CognitiveServices/accounts@2024-10-01' = {
  name: '${name}-${unique}'
  location: openaiLocation
  kind: 'OpenAI'
  sku: {
    name: 'S0'
  }
  properties: {
    customSubDomainName: '${name}-${unique}'
    disableLocalAuth: true
    publicNetworkAccess: 'Enabled'
  }
}

resource realtime 'Microsoft.CognitiveServices/accounts/deployments@2024-10-01' = {
  parent: openai
  name: realtimeDeployment
  sku: {
    name: 'GlobalStandard'
    capacity: realtimeCapacity
  }
  properties: {
    model: {
      format: 'OpenAI'
      name: realtimeModel
      version: realtimeModelVersion
    }
    versionUpgradeOption: 'NoAutoUpgrade'
  }
}

resource openaiUser 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: openai
  name: guid(openai.id, identity.id, roles.cognitiveServicesOpenAIUser)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.cognitiveServicesOpenAIUser)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: take('${name}-${unique}', 24)
  location: location
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
  }
}

resource secretsUser 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, identity.id, roles.keyVaultSecretsUser)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.keyVaultSecretsUser)
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource secretKeySecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'secret-key'
  properties: {
    value: secretKey
  }
}

resource databaseUrlSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'database-url'
  properties: {
    value: 'postgres://uketsuke:${uriComponent(databasePassword)}@${database.properties.fullyQualifiedDomainName}/uketsuke?sslmode=require'
  }
}

resource redisUrlSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'redis-url'
  properties: {
    value: 'rediss://:${uriComponent(redis.listKeys().primaryKey)}@${redis.properties.hostName}:6380/0'
  }
}

resource emailUrlSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'email-url'
  properties: {
    value: emailUrl
  }
}

module cosmos 'cosmos.bicep' = if (useCosmos) {
  name: 'cosmos'
  params: {
    accountName: cosmosName
    location: location
    principalId: identity.properties.principalId
  }
}

resource environment 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: '${name}-apps'
  location: location
  properties: {
    appLogsConfiguration: {
      destination: 'log-analytics'
      logAnalyticsConfiguration: {
        customerId: logs.properties.customerId
        sharedKey: logs.listKeys().primarySharedKey
      }
    }
    vnetConfiguration: {
      infrastructureSubnetId: '${network.id}/subnets/apps'
    }
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
  }
}

var registries = empty(registryServer) ? [] : [
  {
    server: registryServer
    identity: identity.id
  }
]

var secrets = [
  {
    name: 'secret-key'
    keyVaultUrl: secretKeySecret.properties.secretUri
    identity: identity.id
  }
  {
    name: 'database-url'
    keyVaultUrl: databaseUrlSecret.properties.secretUri
    identity: identity.id
  }
  {
    name: 'redis-url'
    keyVaultUrl: redisUrlSecret.properties.secretUri
    identity: identity.id
  }
  {
    name: 'email-url'
    keyVaultUrl: emailUrlSecret.properties.secretUri
    identity: identity.id
  }
]

// docs/settings.md has each of them.
var settings = [
  {
    name: 'SECRET_KEY'
    secretRef: 'secret-key'
  }
  {
    name: 'DATABASE_URL'
    secretRef: 'database-url'
  }
  {
    name: 'REDIS_URL'
    secretRef: 'redis-url'
  }
  {
    name: 'EMAIL_URL'
    secretRef: 'email-url'
  }
  {
    name: 'MAIL_FROM'
    value: mailFrom
  }
  {
    name: 'HTTPS'
    value: '1'
  }
  {
    name: 'BEHIND_PROXY'
    value: '1'
  }
  {
    name: 'TRUSTED_PROXIES'
    value: '1'
  }
  {
    name: 'ALLOWED_HOSTS'
    value: host
  }
  {
    name: 'STAFF_TOTP'
    value: 'required'
  }
  {
    name: 'MESSAGES_IN_PROCESS'
    value: '0'
  }
  {
    name: 'LOG_FORMAT'
    value: 'json'
  }
  {
    name: 'VOICE_PROVIDER'
    value: 'azure'
  }
  {
    name: 'PAGE_TOOLS'
    value: '0'
  }
  {
    name: 'AZURE_OPENAI_ENDPOINT'
    value: 'https://${openai.properties.customSubDomainName}.openai.azure.com'
  }
  {
    name: 'AZURE_OPENAI_DEPLOYMENT'
    value: realtime.name
  }
  {
    name: 'AZURE_OPENAI_REGION'
    value: openaiLocation
  }
  {
    name: 'RESERVATION_STORE'
    value: useCosmos ? 'cosmos' : 'orm'
  }
  {
    name: 'COSMOS_ENDPOINT'
    value: useCosmos ? 'https://${cosmosName}.documents.azure.com:443/' : ''
  }
  // Not a setting of ours: which identity azure-identity uses.
  {
    name: 'AZURE_CLIENT_ID'
    value: identity.properties.clientId
  }
]

resource web 'Microsoft.App/containerApps@2024-03-01' = {
  name: '${name}-web'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    managedEnvironmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      registries: registries
      secrets: secrets
      ingress: {
        external: true
        targetPort: 8000
        transport: 'http'
        allowInsecure: false
      }
    }
    template: {
      // Over DRAIN_SECONDS: calls that are live at SIGTERM get their time.
      terminationGracePeriodSeconds: 60
      containers: [
        {
          name: 'web'
          image: image
          args: [
            'serve'
          ]
          env: settings
          resources: {
            cpu: json('1.0')
            memory: '2Gi'
          }
          probes: [
            {
              type: 'Liveness'
              httpGet: {
                path: '/livez'
                port: 8000
              }
              periodSeconds: 10
            }
            {
              type: 'Readiness'
              httpGet: {
                path: '/readyz'
                port: 8000
              }
              periodSeconds: 3
            }
          ]
        }
      ]
      scale: {
        minReplicas: webReplicas
        maxReplicas: webReplicas * 3
        rules: [
          {
            name: 'requests'
            http: {
              metadata: {
                concurrentRequests: '40'
              }
            }
          }
        ]
      }
    }
  }
  dependsOn: [
    secretsUser
    openaiUser
    extensions
  ]
}

resource messages 'Microsoft.App/containerApps@2024-03-01' = {
  name: '${name}-messages'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    managedEnvironmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      registries: registries
      secrets: secrets
    }
    template: {
      containers: [
        {
          name: 'messages'
          image: image
          args: [
            'send_messages'
          ]
          env: settings
          resources: {
            cpu: json('0.25')
            memory: '0.5Gi'
          }
        }
      ]
      scale: {
        minReplicas: 1
        maxReplicas: 1
      }
    }
  }
  dependsOn: [
    secretsUser
    extensions
  ]
}

resource feed 'Microsoft.App/containerApps@2024-03-01' = if (useCosmos) {
  name: '${name}-feed'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    managedEnvironmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      registries: registries
      secrets: secrets
    }
    template: {
      containers: [
        {
          name: 'feed'
          image: image
          args: [
            'cosmos_feed'
          ]
          env: settings
          resources: {
            cpu: json('0.25')
            memory: '0.5Gi'
          }
        }
      ]
      scale: {
        minReplicas: 1
        maxReplicas: 1
      }
    }
  }
  dependsOn: [
    cosmos
    secretsUser
    extensions
  ]
}

// Begun by hand before a new image is given to the apps: az containerapp job start (docs/operations.md).
resource migrate 'Microsoft.App/jobs@2024-03-01' = {
  name: '${name}-migrate'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      triggerType: 'Manual'
      replicaTimeout: 1800
      replicaRetryLimit: 0
      manualTriggerConfig: {
        parallelism: 1
        replicaCompletionCount: 1
      }
      registries: registries
      secrets: secrets
    }
    template: {
      containers: [
        {
          name: 'migrate'
          image: image
          args: [
            'migrate'
            '--noinput'
          ]
          env: settings
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
        }
      ]
    }
  }
  dependsOn: [
    secretsUser
    extensions
  ]
}

// 03:40 in Japan.
resource purge 'Microsoft.App/jobs@2024-03-01' = {
  name: '${name}-purge'
  location: location
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${identity.id}': {}
    }
  }
  properties: {
    environmentId: environment.id
    workloadProfileName: 'Consumption'
    configuration: {
      triggerType: 'Schedule'
      replicaTimeout: 3600
      replicaRetryLimit: 1
      scheduleTriggerConfig: {
        cronExpression: '40 18 * * *'
        parallelism: 1
        replicaCompletionCount: 1
      }
      registries: registries
      secrets: secrets
    }
    template: {
      containers: [
        {
          name: 'purge'
          image: image
          args: [
            'purge'
          ]
          env: settings
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
        }
      ]
    }
  }
  dependsOn: [
    secretsUser
    extensions
  ]
}

@description('Where callers and staff go.')
output address string = 'https://${host}'
output identityPrincipalId string = identity.properties.principalId
output openaiEndpoint string = openai.properties.endpoint
